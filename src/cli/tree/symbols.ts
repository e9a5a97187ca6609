import type { CallApplied, CallState } from '../../timeline/call-node.ts';
import type { RunState } from '../../timeline/timeline.ts';
import type { Color } from './line.ts';

/** How a state is drawn: its mark, the mark without Unicode, its colour, and its word. */
export interface StateLook {
  readonly mark: string;
  readonly ascii: string;
  readonly color: Color;
  readonly word: string;
}

export const callLooks: Readonly<Record<CallState, StateLook>> = {
  running: { mark: '●', ascii: '*', color: 'cyan', word: 'running' },
  ok: { mark: '✓', ascii: '+', color: 'green', word: 'ok' },
  error: { mark: '✗', ascii: 'x', color: 'red', word: 'failed' },
  refused: { mark: '⊘', ascii: '!', color: 'yellow', word: 'refused' },
  cancelled: { mark: '○', ascii: '-', color: 'yellow', word: 'cancelled' },
  timed_out: { mark: '◔', ascii: '@', color: 'red', word: 'timed out' },
  unfinished: { mark: '?', ascii: '?', color: 'yellow', word: 'unfinished' },
};

export const runLooks: Readonly<Record<RunState, StateLook>> = {
  pending: { mark: '○', ascii: '-', color: 'gray', word: 'not started' },
  running: { mark: '●', ascii: '*', color: 'cyan', word: 'running' },
  done: { mark: '✓', ascii: '+', color: 'green', word: 'done' },
  error: { mark: '✗', ascii: 'x', color: 'red', word: 'failed' },
  cancelled: { mark: '○', ascii: '-', color: 'yellow', word: 'cancelled' },
  timed_out: { mark: '◔', ascii: '@', color: 'red', word: 'timed out' },
  exited: { mark: '✗', ascii: 'x', color: 'red', word: 'exited without a word' },
  lost: { mark: '?', ascii: '?', color: 'red', word: 'lost' },
};

/** What to say about the effect of a call that did not simply succeed. */
export const appliedWords: Readonly<Record<CallApplied, string>> = {
  yes: 'had its effect',
  no: 'had no effect',
  unknown: 'effect unknown',
  not_started: 'not started',
};

/** The signs beside the marks. */
export interface Signs {
  readonly ellipsis: string;
  /** Before a line of output. */
  readonly bar: string;
  readonly barFull: string;
  readonly barEmpty: string;
  readonly barStart: string;
  readonly barEnd: string;
  readonly attention: string;
  readonly file: string;
  readonly separator: string;
}

const unicodeSigns: Signs = {
  ellipsis: '…',
  bar: '│',
  barFull: '━',
  barEmpty: '─',
  barStart: '',
  barEnd: '',
  attention: '▲',
  file: '↓',
  separator: ' · ',
};

const asciiSigns: Signs = {
  ellipsis: '...',
  bar: '|',
  barFull: '#',
  barEmpty: '-',
  barStart: '[',
  barEnd: ']',
  attention: '!',
  file: '>',
  separator: ', ',
};

export function signsFor(unicode: boolean): Signs {
  return unicode ? unicodeSigns : asciiSigns;
}

export function markOf(look: StateLook, unicode: boolean): string {
  return unicode ? look.mark : look.ascii;
}
