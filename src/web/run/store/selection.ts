/** Groups of calls that the chips above the tree filter by. */
export const callTones = [
  'applied',
  'running',
  'waiting',
  'error',
  'unknown',
  'not_started',
  'cancelled',
] as const;

/** How a call is drawn: one of the meanings that have a shape and a colour. */
export type CallTone = (typeof callTones)[number];

/** What of a run is selected and how it is shown: everything that a link to it says. */
export interface Selection {
  callId?: string;
  /** `seq` of the deliverable that is previewed. */
  file?: number;
  /** `seq` of the raw event that is shown. */
  journalSeq?: number;
  /** Only calls of this line of the program. */
  line?: number;
  /** The part of the run's time that the lanes show, in seconds since its start. */
  time?: { from: number; to: number };
  /** Only calls of these tones; empty means all. */
  tones: readonly CallTone[];
  /** Only calls whose tool, arguments or line match this text. */
  query: string;
  /** In the order of their starts, without nesting. */
  flat: boolean;
  tab?: string;
}

const shortTones: Readonly<Record<CallTone, string>> = {
  applied: 'ok',
  running: 'run',
  waiting: 'wait',
  error: 'err',
  unknown: 'unk',
  not_started: 'not',
  cancelled: 'can',
};

const MAX_QUERY = 200;

/** The run and the selection that a URL's path and query name; undefined for other pages. */
export function parseRunUrl(
  path: string,
  search: string,
): { runId: string; selection: Selection } | undefined {
  const [room, run, kind, item, ...rest] = path.replace(/^\//, '').split('/');
  const runId = decode(run);
  if (room !== 'runs' || runId === undefined || runId === '' || rest.length > 0) return undefined;
  const query = new URLSearchParams(search);
  const selection: Selection = {
    tones: parseTones(query.get('state') ?? ''),
    query: (query.get('q') ?? '').slice(0, MAX_QUERY),
    flat: query.get('flat') === '1',
  };
  const line = positive(query.get('line'));
  if (line !== undefined) selection.line = line;
  const time = parseTime(query.get('t') ?? '');
  if (time !== undefined) selection.time = time;
  const tab = query.get('tab');
  if (tab !== null && /^[a-z]{1,20}$/.test(tab)) selection.tab = tab;
  if (kind === 'calls') {
    const callId = decode(item);
    if (callId !== undefined && callId !== '') selection.callId = callId;
  }
  const seq = positive(item ?? null);
  if (kind === 'files' && seq !== undefined) selection.file = seq;
  if (kind === 'journal' && seq !== undefined) selection.journalSeq = seq;
  return { runId, selection };
}

/** Path and query of a selection: `parseRunUrl` reads the same selection from it. */
export function formatRunUrl(runId: string, selection: Selection): string {
  const { callId, file, journalSeq, line, time, tones, query, flat, tab } = selection;
  let path = `/runs/${encodeURIComponent(runId)}`;
  if (callId !== undefined) path += `/calls/${encodeURIComponent(callId)}`;
  else if (file !== undefined) path += `/files/${file}`;
  else if (journalSeq !== undefined) path += `/journal/${journalSeq}`;
  const search = new URLSearchParams();
  if (tab !== undefined) search.set('tab', tab);
  if (line !== undefined) search.set('line', String(line));
  if (time !== undefined) search.set('t', `${seconds(time.from)}-${seconds(time.to)}`);
  if (tones.length > 0) search.set('state', tones.map((tone) => shortTones[tone]).join(','));
  if (query !== '') search.set('q', query.slice(0, MAX_QUERY));
  if (flat) search.set('flat', '1');
  const text = search.toString();
  return text === '' ? path : `${path}?${text}`;
}

function parseTones(text: string): CallTone[] {
  const names = new Set(text.split(','));
  return callTones.filter((tone) => names.has(shortTones[tone]));
}

function parseTime(text: string): { from: number; to: number } | undefined {
  const match = /^(\d{1,9}(?:\.\d{1,3})?)-(\d{1,9}(?:\.\d{1,3})?)$/.exec(text);
  const from = Number(match?.[1]);
  const to = Number(match?.[2]);
  return to > from ? { from, to } : undefined;
}

/** Milliseconds are as fine as the journal is. */
function seconds(value: number): string {
  return String(Math.round(value * 1000) / 1000);
}

function positive(text: string | null): number | undefined {
  return text !== null && /^[1-9]\d{0,14}$/.test(text) ? Number(text) : undefined;
}

function decode(part: string | undefined): string | undefined {
  try {
    return part === undefined ? undefined : decodeURIComponent(part);
  } catch {
    return undefined;
  }
}
