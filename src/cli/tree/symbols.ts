import type { CallApplied, CallState } from '../../timeline/call-node.ts';
import type { RunState } from '../../timeline/timeline.ts';
import type { Look } from './line.ts';

/** How a state is drawn: its mark, the mark without Unicode, the mark's look, and its word. */
export interface StateLook {
  readonly mark: string;
  readonly ascii: string;
  readonly color: Look;
  readonly word: string;
}

export const callLooks: Readonly<Record<CallState, StateLook>> = {
  running: { mark: '●', ascii: '*', color: 'cyan', word: 'running' },
  ok: { mark: '✓', ascii: '+', color: 'green', word: 'ok' },
  error: { mark: '✗', ascii: 'x', color: 'red', word: 'failed' },
  refused: { mark: '⊘', ascii: '!', color: 'magenta', word: 'refused' },
  cancelled: { mark: '○', ascii: '-', color: 'magenta', word: 'cancelled' },
  timed_out: { mark: '◔', ascii: '@', color: 'red', word: 'timed out' },
  unfinished: { mark: '?', ascii: '?', color: 'magenta', word: 'unfinished' },
};

export const runLooks: Readonly<Record<RunState, StateLook>> = {
  pending: { mark: '○', ascii: '-', color: 'dim', word: 'not started' },
  running: { mark: '●', ascii: '*', color: 'cyan', word: 'running' },
  done: { mark: '✓', ascii: '+', color: 'green', word: 'done' },
  error: { mark: '✗', ascii: 'x', color: 'red', word: 'failed' },
  cancelled: { mark: '○', ascii: '-', color: 'magenta', word: 'cancelled' },
  timed_out: { mark: '◔', ascii: '@', color: 'red', word: 'timed out' },
  exited: { mark: '✗', ascii: 'x', color: 'red', word: 'exited without a word' },
  lost: { mark: '?', ascii: '?', color: 'red', word: 'lost' },
};

/**
 * What to say about the effect of a call that did not simply succeed. A call that failed and left
 * nothing behind is what a reader expects of a failure, so nothing is said.
 */
export const appliedWords: Readonly<Record<CallApplied, string | undefined>> = {
  yes: 'had its effect',
  no: undefined,
  unknown: 'may have had an effect',
  not_started: 'not started',
};

/** The look of words about a state: its colour where that can be read on any background. */
export function wordLook({ color }: StateLook): Look | undefined {
  return color === 'red' || color === 'magenta' ? color : undefined;
}

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
