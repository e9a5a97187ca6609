import * as fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { lineEvents, placeDeliverable } from '../../src/agents/session/line-events.ts';
import { parseEvent } from '../../src/protocol/events/event.ts';
import { parseLogLine } from '../../src/protocol/log-channel/parse-log-line.ts';

const facts = {
  raw: '',
  workdir: '/home/ada/a b',
  concluded: false,
  mayHint: true,
  requestId: 'r7',
  data: { value: null },
};

const events = (line: string, given = {}): unknown[] =>
  lineEvents(parseLogLine(line), { ...facts, raw: line, ...given });

const keyword = fc.constantFrom(
  'STATUS:',
  'STATUS: 100% ',
  'DELIVERABLE: ',
  'DONE',
  'DONE: ',
  'ERROR: ',
  'BROWSER: ',
  'ATTENTION: ',
  'DOMAIN_MESSAGE: X ',
  'Done',
  '',
);
const anyLine = fc.tuple(keyword, fc.string({ unit: 'binary' })).map((parts) => parts.join(''));

describe('the events of a line', () => {
  test('are valid for any line, before DONE and after it', () => {
    fc.assert(
      fc.property(anyLine, fc.boolean(), (line, concluded) => {
        for (const body of events(line, { concluded })) {
          parseEvent({ runId: 'run-1', seq: 1, at: 0, ...(body as object) });
        }
      }),
      { numRuns: 2_000 },
    );
  });

  test('are text and nothing else after DONE, but for deliverables', () => {
    fc.assert(
      fc.property(anyLine, (line) => {
        const types = events(line, { concluded: true }).map(
          (body) => (body as { type: string }).type,
        );
        const isFile = parseLogLine(line).type === 'deliverable';
        expect(types.every((type) => type.startsWith(isFile ? 'deliverable.' : 'output.'))).toBe(
          true,
        );
      }),
    );
  });

  test('say of each keyword what it means', () => {
    expect(events('STATUS: 120% x')).toEqual([
      { type: 'run.progressed', percent: 100, message: 'x' },
    ]);
    expect(events('STATUS: x')).toEqual([{ type: 'run.progressed', message: 'x' }]);
    expect(events('STATUS:')).toEqual([]);
    expect(events('DONE')).toEqual([{ type: 'agent.concluded', verdict: 'done' }]);
    expect(events('ERROR: no')).toEqual([
      { type: 'agent.concluded', verdict: 'error', message: 'no' },
    ]);
    expect(events('ATTENTION: who?')).toEqual([
      { type: 'attention.raised', id: 'r7', reason: 'who?' },
    ]);
    expect(events('BROWSER: javascript:1')).toEqual([
      { type: 'browser.requested', id: 'r7', url: 'javascript:1' },
    ]);
    expect(events('DELIVERABLE: deliverables/x/../y')).toEqual([
      { type: 'deliverable.announced', path: 'y' },
    ]);
    expect(events('hello')).toEqual([{ type: 'output.written', stream: 'log', text: 'hello\n' }]);
    expect(events('')).toEqual([]);
    expect(events('Done.', { mayHint: false })).toHaveLength(1);
  });

  test('H-A6 place a file below the folder, or say why it has none', () => {
    for (const path of [
      'deliverables/a',
      '/home/ada/a b/deliverables/a',
      './deliverables//a',
      'x/../deliverables/a',
    ]) {
      expect(placeDeliverable(path, '/home/ada/a b')).toEqual({ path: 'a' });
    }
    for (const path of [
      'a',
      'deliverables',
      'deliverables/..',
      '../deliverables/a',
      '/deliverables/a',
    ]) {
      expect(placeDeliverable(path, '/home/ada/a b')).toHaveProperty('refused');
    }
  });
});
