import { parseLogLine } from 'causeway/protocol';
import type { Measure, OpenSuite, Suite } from './suite.ts';
import { timed } from './timed.ts';

/** What an agent's log holds: of every twelve lines six are progress and three are no keyword line. */
const USUAL = [
  'STATUS: 12% reading src/protocol/events/event.ts',
  'STATUS: 40% 18 of 45 tests pass',
  'npm warn deprecated inflight@1.0.6: this module is not supported',
  'STATUS: looking for the callers of parseEvent',
  'DELIVERABLE: deliverables/figures/delays by month.csv',
  'STATUS: 71% writing the summary',
  '    at Object.<anonymous> (/home/ada/report.js:14:9)',
  'DOMAIN_MESSAGE: build-finished {"artifact":"app.zip","bytes":1048576,"ok":true}',
  'STATUS: 90%',
  'BROWSER: https://example.com/login?code=7f3a',
  '',
  'STATUS: 95% one test is left: "keeps its order, whatever comes first"',
] as const;

/** What costs most to tell from a keyword line. */
const NEARLY = [
  'Done.',
  'Status: 50% as written by hand',
  '  **DELIVERABLE**: deliverables/summary.md',
  'DOMAIN MESSAGE: build {"a":1}',
  'error while reading the configuration, going on with the default',
  '----------------------------------------------------------------',
  'DONE - all of it',
  `STATUS:${' '.repeat(200)}x`,
] as const;

/** What it costs to know what a line says, beside cutting the text into lines. Microseconds. */
export const logSuite: Suite = {
  once: false,
  async open(_wanted, quick): Promise<OpenSuite> {
    const lines = quick ? 2400 : 240_000;
    return {
      measures: {
        'split usual lines': split(textOf(USUAL, lines), lines),
        'parse usual lines': parse(textOf(USUAL, lines), lines, 9 / 12),
        'split near misses': split(textOf(NEARLY, lines), lines),
        'parse near misses': parse(textOf(NEARLY, lines), lines, 1 / 8),
      },
      async close() {},
    };
  },
};

function textOf(pattern: readonly string[], lines: number): Uint8Array {
  const text = Array.from({ length: lines }, (_, at) => `${pattern[at % pattern.length]}\n`);
  return new TextEncoder().encode(text.join(''));
}

function linesOf(bytes: Uint8Array): string[] {
  return new TextDecoder().decode(bytes).split('\n').slice(0, -1);
}

function split(bytes: Uint8Array, lines: number): Measure {
  return timed(lines, async () => {
    if (linesOf(bytes).length !== lines) throw new Error('Lines were lost');
  });
}

/** The same, and what each of them says; `known` is the share that begins with a keyword. */
function parse(bytes: Uint8Array, lines: number, known: number): Measure {
  return timed(lines, async () => {
    let said = 0;
    for (const line of linesOf(bytes)) if (parseLogLine(line).type !== 'unknown') said += 1;
    if (said !== Math.round(lines * known)) throw new Error(`${said} of ${lines} lines were known`);
  });
}
