export type SuiteName =
  | 'start'
  | 'calls'
  | 'payloads'
  | 'journal'
  | 'receiver'
  | 'log'
  | 'follow'
  | 'dashboard'
  | 'memory';

/** One line of the report: a measurement, the floor it stands beside, and what is aimed for. */
export interface RowDefinition {
  name: string;
  section: string;
  suite: SuiteName;
  /** Whether everything that takes part runs on one processor. */
  pinned: boolean;
  /** The suite's measure that is the row's value. */
  measure: string;
  /** The suite's measure that is its floor. */
  floor: string;
  unit: 'ms' | 'µs' | 'MiB';
  /** The ratio that the product aims to stay within. */
  aim?: number;
  /** Bytes that one operation moves. */
  bytes?: number;
}

const starts = (name: string, measure: string, aims: Record<string, number>): RowDefinition[] =>
  ['F1', 'stock restore', 'stock boot'].map((floor) => ({
    name: `${name} / ${floor}`,
    section: 'Start to the first result',
    suite: 'start',
    pinned: false,
    measure,
    floor,
    unit: 'ms',
    ...(aims[floor] !== undefined && { aim: aims[floor] }),
  }));

function calls(pinned: boolean): RowDefinition[] {
  const section = pinned ? 'Calls, all on one CPU' : 'Calls, the scheduler free';
  const where = pinned ? ', one CPU' : ', free';
  const row = (name: string, measure: string, floor: string, aim?: number): RowDefinition => ({
    name: `${name}${where}`,
    section,
    suite: 'calls',
    pinned,
    measure,
    floor,
    unit: 'µs',
    ...(aim !== undefined && { aim }),
  });
  const gathers = ['futures', 'coroutines'].flatMap((what) => [
    row(`gather of 10,000 ${what}`, `gather ${what}`, 'F2', 1),
    row(`gather of 10,000 ${what}, 256 in flight`, `gather ${what} 256`, 'F2', 1),
    row(`gather of 10,000 ${what}, 10,000 in flight`, `gather ${what} 10000`, 'F2', 1),
  ]);
  return [
    row('warm run of 1+1', 'run', 'F2'),
    row('sequential call', 'sequential', 'F2', pinned ? 4 : undefined),
    ...gathers,
    row('broker: sequential call', 'broker sequential', 'sequential'),
    row('broker: gather of 10,000 futures', 'broker gather futures', 'gather futures'),
    row('broker: gather of 10,000 coroutines', 'broker gather coroutines', 'gather coroutines'),
  ];
}

const BYTES: Readonly<Record<string, number>> = {
  '1 KB': 1024,
  '64 KB': 65_536,
  '1 MB': 1_048_576,
};

const payloads: RowDefinition[] = [
  'text 1 KB',
  'text 64 KB',
  'text 1 MB',
  'rows 64 KB',
  'rows 1 MB',
]
  .flatMap((payload) => ['result', 'argument'].map((as) => [payload, as] as const))
  .map(([payload, as]) => {
    const size = payload.slice('text '.length);
    return {
      name: `${payload} as ${as}`,
      section: 'Payloads, the scheduler free',
      suite: 'payloads',
      pinned: false,
      measure: `${payload} as ${as}`,
      floor: `exchange ${size} as ${as}`,
      unit: 'µs',
      bytes: BYTES[size] ?? Number.NaN,
    };
  });

const journal: RowDefinition[] = [
  ['one append after another', 'append one', 'sqlite one'],
  ['32 callers, one append after another', 'append by 32', 'sqlite one'],
  ['1,000 events in one append', 'append batch', 'sqlite batch'],
  ['1,000 appends at once', 'appends at once', 'sqlite batch'],
].map(([name = '', measure = '', floor = '']) => ({
  name: `durable event: ${name}`,
  section: 'The journal on disk',
  suite: 'journal',
  pinned: false,
  measure,
  floor,
  unit: 'µs',
}));

const receiver: RowDefinition[] = [
  ['32 connections', 'receiver disk', 'bare handler'],
  ['32 connections, journal in memory', 'receiver memory', 'bare handler'],
  ['one connection', 'receiver disk one', 'bare handler one'],
  ['32 connections, each of 100 events in a POST', 'receiver disk batch', 'bare handler'],
].map(([name = '', measure = '', floor = '']) => ({
  name: `posted event: ${name}`,
  section: 'The event road',
  suite: 'receiver',
  pinned: false,
  measure,
  floor,
  unit: 'µs',
}));

const log: RowDefinition[] = [
  ['line of a log', 'parse usual lines', 'split usual lines'],
  ['line of a log, mostly near misses', 'parse near misses', 'split near misses'],
].map(([name = '', measure = '', floor = '']) => ({
  name,
  section: 'The log of an agent',
  suite: 'log',
  pinned: false,
  measure,
  floor,
  unit: 'µs',
}));

const follow: RowDefinition[] = (
  [
    { name: 'line to reader', what: 'latency', unit: 'ms', aim: 1.2 },
    { name: 'each of 1,000,000 lines at once', what: 'burst', unit: 'µs' },
  ] as const
).map(({ name, what, ...row }) => ({
  name: `followed log: ${name}`,
  section: 'The log of an agent',
  suite: 'follow',
  pinned: false,
  measure: `follow ${what}`,
  floor: `tail ${what}`,
  ...row,
}));

const dashboard: RowDefinition[] = (
  [
    ['call.began to pixels', 'small pixels', 'bare pixels', 'ms'],
    ['call.began to pixels, 50,000 calls there', 'big pixels', 'bare pixels', 'ms'],
    ['first row of 50,000 calls', 'big first', 'bare first', 'ms'],
    ['all of 50,000 calls', 'big all', 'bare all', 'ms'],
    ['frame while scrolling 50,000 rows, 95 %', 'big frames', 'bare frames', 'ms'],
    ['heap of a page with 50,000 calls', 'big heap', 'bare heap', 'MiB'],
    ['private memory of the server that shows them', 'server memory', 'idle node', 'MiB'],
  ] as const
).map(([name, measure, floor, unit]) => ({
  name: `dashboard: ${name}`,
  section: 'The dashboard in Chromium',
  suite: 'dashboard',
  pinned: false,
  measure,
  floor,
  unit,
}));

/** Everything the benchmark reports, in the order of the report. */
export const ROWS: readonly RowDefinition[] = [
  ...starts('cold start', 'session', { 'stock restore': 0.8, 'stock boot': 0.15 }),
  ...starts('cold start of a whole program', 'program', {}),
  ...calls(true),
  ...calls(false),
  ...payloads,
  ...journal,
  ...receiver,
  ...log,
  ...follow,
  ...dashboard,
  {
    name: 'private memory of an idle session',
    section: 'Memory',
    suite: 'memory',
    pinned: false,
    measure: 'idle session',
    floor: 'idle node',
    unit: 'MiB',
    aim: 12,
  },
  {
    name: 'private memory of a journal with an open run of 100,000 events',
    section: 'Memory',
    suite: 'memory',
    pinned: false,
    measure: 'journal',
    floor: 'idle node',
    unit: 'MiB',
  },
];
