import { stripVTControlCharacters } from 'node:util';
import fc from 'fast-check';
import stringWidth from 'string-width';
import { describe, expect, test } from 'vitest';
import { renderTree } from '../../src/cli/tree/render-tree.ts';
import type { TreeOptions } from '../../src/cli/tree/tree-options.ts';
import type { RunEventBody } from '../../src/protocol/events/event.ts';
import { fold } from '../../src/timeline/fold.ts';
import { arbitraryRun } from '../timeline/arbitrary-run.ts';
import { runOf, started } from '../timeline/run-of.ts';

const plain: TreeOptions = { width: 100, height: 24, color: false, now: 5_000, unicode: true };

type Body = RunEventBody | { type: string };

function began(callId: string, tool: string, value: unknown, parentCallId?: string): Body {
  const parent = parentCallId === undefined ? {} : { parentCallId };
  return { type: 'call.began', callId, tool, args: { value }, road: 'host-call', ...parent };
}

function ended(callId: string): Body {
  return { type: 'call.ended', callId, status: 'ok', applied: 'yes' };
}

function draw(bodies: readonly Body[], options: Partial<TreeOptions> = {}): string[] {
  return renderTree(fold(runOf(bodies)), { ...plain, ...options });
}

const mixed: Body[] = [
  { type: 'run.started', kind: 'code', title: 'Fuel economy report' },
  began('1', 'list_files', { pattern: '*.csv' }),
  ended('1'),
  began('2', 'read_file', { path: 'a.csv', limit: 10 }),
  began('3', 'fetch', { url: 'https://example.com/' }),
  { type: 'call.progressed', callId: '3', percent: 40, message: 'part 2 of 5' },
  began('4', 'review', { depth: null, tags: ['x', 'y'] }),
  began('5', 'search', { q: "it's" }, '4'),
  ended('5'),
  {
    type: 'call.ended',
    callId: '2',
    status: 'error',
    applied: 'no',
    error: { name: 'NotFoundError', message: 'no file a.csv' },
  },
  began('6', 'delete_all', {}),
  { type: 'call.ended', callId: '6', status: 'refused', applied: 'no' },
  began('7', 'send', { to: 'dana' }),
  { type: 'call.ended', callId: '7', status: 'timed_out', applied: 'unknown' },
  { type: 'output.written', stream: 'stdout', text: 'read 3 files\nhalf' },
  { type: 'output.written', stream: 'stderr', text: 'careful\n' },
];

describe('the tree', () => {
  test('keeps the state in sight when title and line are long', () => {
    const title = 'Look at the databases and write down which of them is the current one';
    const lines = draw(
      [
        { type: 'run.started', kind: 'agent', title },
        { type: 'run.progressed', percent: 40, message: 'reading the schemas' },
      ],
      { width: 60 },
    );
    expect(lines[0]).toMatch(/^● Look at the databases and w… {2}running .*40 % {2}readin…$/);
    expect(stringWidth(lines[0] ?? '')).toBeLessThanOrEqual(60);
  });

  test('says where an agent works', () => {
    const at = (host: string): string | undefined =>
      draw([
        { type: 'run.started', kind: 'agent', title: 'Notes', host },
        {
          type: 'agent.launched',
          command: ['a'],
          workdir: '/w',
          logFile: 'optio.log',
          process: {},
        },
      ])[1];
    expect([at('local'), at('build-box')]).toEqual(['  in /w', '  in build-box:/w']);
  });

  test('H-A13 H-A15: says that an agent is out of reach, silent or being ended', () => {
    const agent: Body[] = [
      { type: 'run.started', kind: 'agent', title: 'Notes', host: 'build-box' },
      { type: 'host.disconnected', host: 'build-box', reason: 'nothing was heard for 3 s' },
      { type: 'agent.stalled', quietMs: 1000 },
      { type: 'run.cancel_requested', by: 'ada' },
    ];
    expect(draw(agent)).toEqual([
      '● Notes  running 4.0 s',
      '  ada asked it to end',
      '  connection lost, trying again: nothing was heard for 3 s',
      '  silent for 4.9 s',
    ]);
    const back: Body[] = [
      ...agent,
      { type: 'host.connected', host: 'build-box', helper: 'sh' },
      { type: 'log.read', file: 'log', generation: 1, offset: 9 },
    ];
    expect(draw(back)).toEqual(['● Notes  running 4.0 s', '  ada asked it to end']);
    expect(draw([...back, { type: 'run.ended', outcome: 'cancelled' }])).toHaveLength(1);
  });

  test('shows the run, its calls and its output', () => {
    expect(draw(mixed)).toEqual([
      '● Fuel economy report  running 4.0 s  7 calls: 2 running, 2 ok, 1 failed, 1 refused, 1 timed out',
      "  ✓ list_files(pattern='*.csv')  10 ms",
      "  ✗ read_file(path='a.csv', limit=10)  60 ms  NotFoundError: no file a.csv",
      "  ● fetch(url='https://example.com/')  3.9 s  ━━━━──────── 40 %  part 2 of 5",
      "  ● review(depth=null, tags=['x', 'y'])  3.9 s",
      "    ✓ search(q='it\\'s')  10 ms",
      '  ⊘ delete_all()  10 ms  refused',
      "  ◔ send(to='dana')  10 ms  timed out · may have had an effect",
      '  │ read 3 files',
      '  │ careful',
      '  │ half',
    ]);
  });

  test('does without Unicode signs', () => {
    expect(draw(mixed, { unicode: false }).slice(0, 9)).toEqual([
      '* Fuel economy report  running 4.0 s  7 calls: 2 running, 2 ok, 1 failed, 1 refused, 1 timed out',
      "  + list_files(pattern='*.csv')  10 ms",
      "  x read_file(path='a.csv', limit=10)  60 ms  NotFoundError: no file a.csv",
      "  * fetch(url='https://example.com/')  3.9 s  [####--------] 40 %  part 2 of 5",
      "  * review(depth=null, tags=['x', 'y'])  3.9 s",
      "    + search(q='it\\'s')  10 ms",
      '  ! delete_all()  10 ms  refused',
      "  @ send(to='dana')  10 ms  timed out, may have had an effect",
      '  | read 3 files',
    ]);
  });

  test('colours change nothing but the colour', () => {
    const colored = draw(mixed, { color: true });
    expect(colored.map((line) => stripVTControlCharacters(line))).toEqual(draw(mixed));
    expect(colored[0]).toContain('\x1b[1mFuel economy report\x1b[22m');
    expect(colored[2]).toContain('\x1b[31m');
  });

  test('shares a narrow line between arguments and error', () => {
    expect(draw(mixed, { width: 50 })[2]).toBe(
      "  ✗ read_file(path='a.csv',…)  60 ms  NotFoundErr…",
    );
  });

  test('an ended run says how, and what was left unfinished', () => {
    const over: Body[] = [
      ...mixed.slice(0, 5),
      {
        type: 'run.ended',
        outcome: 'error',
        error: { name: 'ValueError', message: 'bad row' },
        notes: ['1 call was cut off.'],
      },
    ];
    expect(draw(over)).toEqual([
      '✗ Fuel economy report  failed 50 ms  ValueError: bad row  3 calls: 1 ok, 2 unfinished',
      "  ✓ list_files(pattern='*.csv')  10 ms",
      "  ? read_file(path='a.csv', limit=10)  20 ms  unfinished · may have had an effect",
      "  ? fetch(url='https://example.com/')  10 ms  unfinished · may have had an effect",
      '  1 call was cut off.',
    ]);
  });

  test('what waits for a person stands first, files and notes last', () => {
    const lines = draw([
      { type: 'run.started', kind: 'agent', title: 'A run' },
      { type: 'attention.raised', id: 'q', reason: 'Which year?' },
      { type: 'browser.requested', id: 'b', url: 'javascript:alert(1)' },
      began('1', 'send', { to: 'dana' }),
      { type: 'approval.asked', id: 'p', callId: '1' },
      { type: 'deliverable.refused', path: '../x', reason: 'It is outside.' },
      {
        type: 'deliverable.captured',
        path: 'chart.svg',
        size: 12_345,
        sha256: '0f'.repeat(32),
        mediaType: 'image/svg+xml',
        ref: 'x',
      },
      { type: 'future.happened' },
    ]);
    expect(lines).toEqual([
      '● A run  running 4.0 s  1 call: 1 running',
      '  ▲ needs attention: Which year?',
      '  ▲ wants a page opened: javascript:alert(1)',
      "  ▲ waits for approval: send(to='dana')",
      "  ● send(to='dana')  3.9 s",
      '  ↓ ../x  refused: It is outside.',
      '  ↓ chart.svg  12.0 KB',
      '  1 event of a kind this version does not know',
    ]);
  });

  test('H-E2: calls whose record has holes say so', () => {
    const lines = draw([started, ended('a'), began('b', 'work', {}, 'nobody')]);
    expect(lines.slice(1)).toEqual([
      '  ✓ a  begin not recorded',
      '  ● work()  3.9 s  parent not recorded',
    ]);
  });

  test('H-E6: a call that did not simply succeed says so when it may have had an effect', () => {
    const one = (status: string, applied: string): string | undefined =>
      draw([started, began('a', 'send', {}), { ...ended('a'), status, applied } as Body])[1];
    expect(one('ok', 'yes')).toBe('  ✓ send()  10 ms');
    expect(one('ok', 'unknown')).toBe('  ✓ send()  10 ms  may have had an effect');
    expect(one('error', 'yes')).toBe('  ✗ send()  10 ms  had its effect');
    expect(one('cancelled', 'no')).toBe('  ○ send()  10 ms  cancelled');
    expect(one('refused', 'no')).toBe('  ⊘ send()  10 ms  refused');
  });

  test('a number keeps the digits it was written with', () => {
    const args = { preview: '{"ratio":1.0,"id":9007199254740993}', bytes: 35 };
    const lines = draw([started, { ...began('a', 'f', {}), args } as Body]);
    expect(lines[1]).toBe('  ● f(ratio=1.0, id=9007199254740993)  3.9 s');
  });

  test('arguments too large for the journal show their beginning and their size', () => {
    const args = { preview: '{"text":"aaa', bytes: 70_000 };
    const lines = draw([started, { ...began('a', 'f', {}), args } as Body]);
    expect(lines[1]).toBe("  ● f(text='aaa… (68.3 KB))  3.9 s");
  });

  test('cut arguments keep their size, and end in one ellipsis', () => {
    const preview = '{"of":"all airports","percentile":90,"resamples":4000,"values":[-5,4,12';
    const args = { preview, bytes: 60_443 };
    const at = (width: number): string | undefined =>
      draw([started, { ...began('a', 'estimate_interval', {}), args } as Body], { width })[1];
    expect(at(110)).toBe(
      "  ● estimate_interval(of='all airports', percentile=90, resamples=4000, values=[-5, 4, … (59.0 KB))  3.9 s",
    );
    expect(at(60)).toBe("  ● estimate_interval(of='all airports', … (59.0 KB))  3.9 s");
    expect(at(40)).toBe("  ● estimate_interval(of='all a…)  3.9 s");
  });

  test('what the notes tell is not told in the header too', () => {
    const over = (message: string, note: string): string[] =>
      draw([
        started,
        {
          type: 'run.ended',
          outcome: 'timed_out',
          error: { name: 'TimeoutError', message },
          notes: [note],
        },
      ]);
    const killed = 'did not stop when asked and was killed';
    expect(over(`it took longer than 1 s; it ${killed}`, `the program ${killed}`)).toEqual([
      '◔ A run  timed out 10 ms  TimeoutError: it took longer than 1 s',
      `  the program ${killed}`,
    ]);
    expect(over('the process died', 'the process died')).toEqual([
      '◔ A run  timed out 10 ms  TimeoutError: the process died',
    ]);
    expect(over(`it ${killed}; it is gone`, 'A note.')).toEqual([
      `◔ A run  timed out 10 ms  TimeoutError: it ${killed}; it is gone`,
      '  A note.',
    ]);
  });

  test('says what a person has done to the run', () => {
    const open = [started, began('a', 'f', {})];
    expect(draw(open, { ending: 'cancelling' })[0]).toBe(
      '● A run  cancelling… 4.0 s  1 call: 1 running',
    );
    const over: Body[] = [...open, { type: 'run.ended', outcome: 'cancelled' }];
    expect(draw(over, { ending: 'cancelling' })[0]).toBe(
      '○ A run  cancelled 20 ms  1 call: 1 unfinished',
    );
    expect(draw(over, { ending: 'at_once' })[0]).toBe(
      '○ A run  ended at once 20 ms  1 call: 1 unfinished',
    );
    expect(draw([], { ending: 'cancelling', unicode: false })).toEqual(['- run  cancelling...']);
  });
});

describe('H-E4: hostile text', () => {
  const evil = '\x1b[31m\x1b]8;;http://x\x07\u202e\u2066\n\r\t\x9b\u{e0041}\ud800<b>';

  test('comes out as text wherever it stands', () => {
    const lines = draw(
      [
        { type: 'run.started', kind: 'code', title: evil },
        began('a', evil, { [evil]: evil }),
        { type: 'call.progressed', callId: 'a', message: evil },
        began('b', 'f', {}),
        {
          type: 'call.ended',
          callId: 'b',
          status: 'error',
          applied: 'no',
          error: { name: evil, message: evil },
        },
        { type: 'output.written', stream: 'stdout', text: evil.replaceAll(/[\r\n]/g, '') },
        { type: 'attention.raised', id: 'q', reason: evil },
        { type: 'deliverable.refused', path: evil, reason: evil },
        {
          type: 'run.ended',
          outcome: 'error',
          error: { name: evil, message: evil },
          notes: [`Note: ${evil}`],
        },
      ],
      { width: 2_000 },
    );
    expect(lines).toHaveLength(7);
    for (const line of lines) {
      expect(line).not.toMatch(/[\p{Cc}\p{Cf}\p{Cs}]/u);
      expect(line).toContain('\\u202e');
    }
    expect(lines[0]).toContain(
      '\\x1b[31m\\x1b]8;;http://x\\x07\\u202e\\u2066\\n\\r\\t\\x9b\\u{e0041}\\ud800<b>',
    );
  });

  test('a megabyte of it is cut to the line', () => {
    const long = '😀日'.repeat(250_000);
    const lines = draw(
      [
        { type: 'run.started', kind: 'code', title: long },
        began('a', long, { [long]: long }),
        { type: 'output.written', stream: 'stdout', text: long },
      ],
      { width: 80 },
    );
    expect(lines).toHaveLength(3);
    for (const line of lines) expect(stringWidth(line)).toBeLessThanOrEqual(80);
  });
});

describe('many calls', () => {
  const many: Body[] = [{ type: 'run.started', kind: 'code', title: 'Many' }];
  for (let index = 0; index < 10_000; index += 1)
    many.push(began(`${index}`, 'fetch', { i: index }));
  for (let index = 0; index < 9_980; index += 1) {
    const failed = index === 7 || index === 4_007;
    many.push(
      failed
        ? { type: 'call.ended', callId: `${index}`, status: 'error', applied: 'no' }
        : ended(`${index}`),
    );
  }
  const over: Body[] = [...many, { type: 'run.ended', outcome: 'done' }];

  test('H-E2: those under way and those that failed are shown, the others counted', () => {
    const lines = draw(many, { now: 0 });
    expect(lines).toHaveLength(24);
    expect(lines[1]).toBe('  … 9,978 finished calls: 9,978 ok');
    expect(lines[2]).toContain('✗ fetch(i=7)');
    expect(lines[3]).toContain('✗ fetch(i=4007)');
    expect(lines[4]).toContain('● fetch(i=9980)');
    expect(lines[23]).toContain('● fetch(i=9999)');
  });

  test('when not even those fit, they are counted too', () => {
    const lines = draw(many, { height: 6 });
    expect(lines[1]).toBe('  … 9,996 more calls: 18 running, 9,978 ok');
    expect(lines.slice(2).map((line) => line.trim().split('  ')[0])).toEqual([
      '✗ fetch(i=7)',
      '✗ fetch(i=4007)',
      '● fetch(i=9980)',
      '● fetch(i=9981)',
    ]);
  });

  test('everything is shown where there is no bound', () => {
    expect(draw(over, { height: Number.POSITIVE_INFINITY })).toHaveLength(10_001);
  });

  test('a call is shown with the calls it was made in', () => {
    const nested: Body[] = [started, began('a', 'outer', {}), began('b', 'inner', {}, 'a')];
    for (let index = 0; index < 100; index += 1) {
      nested.push(began(`x${index}`, 'fill', {}), ended(`x${index}`));
    }
    nested.push(began('c', 'innermost', {}, 'b'));
    const lines = draw(nested, { height: 6 }).map((line) => line.replace(/ {2}\d.*$/, ''));
    expect(lines.slice(1)).toEqual([
      '  … 99 finished calls: 99 ok',
      '  ● outer()',
      '    ● inner()',
      '      ● innermost()',
      '  ✓ fill()',
    ]);
  });

  test('newest output takes a third when calls fill the rest', () => {
    const text = Array.from({ length: 50 }, (_, index) => `row ${index}\n`).join('');
    const lines = draw([...many, { type: 'output.written', stream: 'stdout', text }], {
      height: 13,
    });
    expect(lines).toHaveLength(13);
    expect(lines.slice(-4)).toEqual(['  │ row 46', '  │ row 47', '  │ row 48', '  │ row 49']);
  });
});

test('fits any terminal, whatever happened', () => {
  fc.assert(
    fc.property(
      arbitraryRun,
      fc.integer({ min: 1, max: 120 }),
      fc.integer({ min: 1, max: 30 }),
      fc.boolean(),
      fc.boolean(),
      (events, width, height, unicode, color) => {
        const lines = renderTree(fold(events), { width, height, unicode, color, now: 2_000 });
        expect(lines.length).toBeLessThanOrEqual(height);
        for (const line of lines) expect(stringWidth(line)).toBeLessThanOrEqual(width);
      },
    ),
  );
});
