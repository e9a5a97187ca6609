import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { createPlainLines } from '../../src/cli/tree/plain-lines.ts';
import type { RunEventBody } from '../../src/protocol/events/event.ts';
import { arbitraryRun } from '../timeline/arbitrary-run.ts';
import { began, ended, runOf, started } from '../timeline/run-of.ts';

function linesOf(bodies: readonly (RunEventBody | { type: string })[]): string[] {
  const plain = createPlainLines({ color: false, unicode: true });
  return runOf(bodies).flatMap((event) => plain.add(event));
}

describe('plain lines', () => {
  test('tell a run from start to end', () => {
    expect(
      linesOf([
        started,
        began('a'),
        began('b', 'a'),
        { type: 'output.written', stream: 'stdout', text: 'one\ntw' },
        ended('b'),
        { type: 'output.written', stream: 'stdout', text: 'o\nrest' },
        {
          type: 'call.ended',
          callId: 'a',
          status: 'error',
          applied: 'no',
          error: { name: 'E', message: 'm' },
        },
        { type: 'run.ended', outcome: 'done', notes: ['A note.'] },
      ]),
    ).toEqual([
      '● A run  running',
      '  ● work()',
      '    ● work()',
      '  │ one',
      '    ✓ work()  20 ms',
      '  │ two',
      '  ✗ work()  50 ms  E: m',
      '  │ rest',
      '✓ A run  done 70 ms  2 calls: 1 ok, 1 failed',
      '  A note.',
    ]);
  });

  test('tell progress when another quarter is passed, and messages with it', () => {
    const progress = (percent: number, message?: string): RunEventBody => ({
      type: 'call.progressed',
      callId: 'a',
      percent,
      ...(message === undefined ? {} : { message }),
    });
    const lines = linesOf([
      started,
      began('a'),
      progress(1),
      progress(24, 'part 2'),
      progress(26, 'part 3'),
      progress(49, 'part 4'),
      progress(50),
      progress(40),
      progress(51),
      progress(99),
      progress(100),
      ended('a'),
      progress(99),
    ]);
    expect(lines.slice(2)).toEqual([
      '  ● work()  ━━━───────── 26 %  part 3',
      '  ● work()  ━━━━━━────── 50 %  part 4',
      '  ● work()  ━━━━━━━━━━━─ 99 %  part 4',
      '  ✓ work()  100 ms',
    ]);
  });

  test('tell that a person asked the run to end, and ended it at once', () => {
    const plain = createPlainLines({ color: false, unicode: true });
    const written: RunEventBody = { type: 'output.written', stream: 'stdout', text: 'half' };
    for (const event of runOf([started, began('a'), written])) plain.add(event);
    expect(plain.cancelling()).toEqual(['● A run  cancelling… 20 ms  1 call: 1 running']);
    expect(plain.endAtOnce(4_000)).toEqual([
      '  │ half',
      '○ A run  ended at once 3.0 s  1 call: 1 unfinished',
    ]);
    expect(plain.endAtOnce(5_000)).toEqual([]);
  });

  test('tell nothing of a Ctrl-C that comes after the end', () => {
    const plain = createPlainLines({ color: false, unicode: true });
    for (const event of runOf([started, { type: 'run.ended', outcome: 'done' }])) plain.add(event);
    expect(plain.cancelling()).toEqual([]);
    expect(plain.endAtOnce(4_000)).toEqual([]);
  });

  test('tell of a Ctrl-C that comes before the start', () => {
    const plain = createPlainLines({ color: false, unicode: true });
    expect(plain.cancelling()).toEqual(['○ run  cancelling…']);
    expect(plain.endAtOnce(4_000)).toEqual(['○ run  ended at once']);
  });

  test('tell what is asked of a person, and what came of it', () => {
    expect(
      linesOf([
        started,
        { type: 'attention.raised', id: 'q', reason: 'Which year?' },
        { type: 'attention.closed', id: 'q', by: 'dana', answer: '1982' },
        { type: 'browser.requested', id: 'b', url: 'https://example.com/' },
        { type: 'attention.closed', id: 'b', by: 'dana' },
        { type: 'approval.asked', id: 'p', callId: 'a' },
        { type: 'approval.given', id: 'p', by: 'dana', decision: 'reject', reason: 'not today' },
        { type: 'domain.sent', keyword: 'PRICE', data: { value: { eur: 12 } } },
        { type: 'future.happened' },
      ]).slice(1),
    ).toEqual([
      '▲ needs attention: Which year?',
      '▲ dana answered: 1982',
      '▲ wants a page opened: https://example.com/',
      '▲ dana has seen it',
      '▲ waits for approval: call a',
      '▲ dana rejected it: not today',
      'PRICE {eur: 12}',
      '? future.happened',
    ]);
  });

  test('H-E3: an event that comes twice is told once', () => {
    const plain = createPlainLines({ color: false, unicode: true });
    const [event] = runOf([started]);
    expect(event && plain.add(event)).toHaveLength(1);
    expect(event && plain.add(event)).toEqual([]);
  });

  test('H-E4: no line, whatever was sent, holds a control character', () => {
    fc.assert(
      fc.property(arbitraryRun, (events) => {
        const plain = createPlainLines({ color: false, unicode: true });
        for (const line of events.flatMap((event) => plain.add(event))) {
          expect(line).not.toMatch(/\p{Cc}/u);
        }
      }),
    );
  });
});
