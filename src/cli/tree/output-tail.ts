import type { OutputStream } from '../../protocol/events/output.ts';
import type { OutputPiece } from '../../timeline/timeline.ts';
import { clip, harmless } from './harmless.ts';

export interface OutputLine {
  stream: OutputStream;
  text: string;
}

// Longest line that is looked at, in UTF-16 units; a terminal shows a few hundred.
const MAX_LINE = 2000;

/** The last lines of a program's output, as written. Looks only at the end of long output. */
export function lastOutputLines(output: readonly OutputPiece[], count: number): OutputLine[] {
  if (count <= 0) return [];
  let start = output.length;
  let room = MAX_LINE * (count + 1);
  while (start > 0 && room > 0) {
    start -= 1;
    room -= output[start]?.text.length ?? 0;
  }
  const joined = new OutputLines();
  const lines = output.slice(start).flatMap(({ stream, text }, index) =>
    // Of a huge first piece only the end can be shown.
    joined.add(stream, index === 0 && room < 0 ? text.slice(-room) : text),
  );
  return [...lines, ...joined.rest()].slice(-count);
}

/** Puts the pieces of two streams together to lines. */
export class OutputLines {
  readonly #open: Record<OutputStream, string> = { stdout: '', stderr: '', log: '' };

  /** The lines that a piece completes. */
  add(stream: OutputStream, text: string): OutputLine[] {
    const lines = (this.#open[stream] + text).split('\n');
    // A line that never ends must not grow for ever.
    this.#open[stream] = clip(lines.pop() ?? '', MAX_LINE + 2);
    // Before a line break, a carriage return belongs to it.
    return lines.map((line) => ({ stream, text: line.replace(/\r$/, '') }));
  }

  /** What was written after the last line break of each stream. */
  rest(): OutputLine[] {
    const lines: OutputLine[] = [];
    for (const stream of ['stdout', 'stderr', 'log'] as const) {
      if (this.#open[stream] !== '') lines.push({ stream, text: this.#open[stream] });
      this.#open[stream] = '';
    }
    return lines;
  }
}

/**
 * A line of output as it can be shown: harmless, tabs as spaces, bounded. A carriage return is an
 * escape too: obeying it would let a program hide what it wrote before.
 */
export function showOutputLine(line: string, ellipsis: string): string {
  const cut = line.length > MAX_LINE ? clip(line, MAX_LINE) + ellipsis : line;
  return harmless(cut.replaceAll('\t', '    '));
}
