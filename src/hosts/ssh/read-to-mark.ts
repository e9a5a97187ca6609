import type { Readable } from 'node:stream';

const KEPT_BYTES = 4096;

/** What stood before the mark, bounded, and the rest of the line of the mark; that is absent without one. */
export interface MarkFound {
  before: string;
  line?: string;
}

/**
 * Reads a stream up to the line that begins with a mark, and leaves it right behind that line. What
 * comes before is whatever the start-up files of a shell print.
 */
export function readToMark(stream: Readable, mark: string): Promise<MarkFound> {
  const wanted = Buffer.from(`\n${mark}`);
  let kept = Buffer.from('\n');
  let before = '';
  return new Promise((resolve) => {
    const settle = (found: MarkFound): void => {
      stream.off('readable', read);
      stream.off('close', ended);
      stream.off('end', ended);
      resolve(found);
    };
    const ended = (): void => settle({ before: before + kept.subarray(1).toString() });
    const read = (): void => {
      for (let piece = stream.read(); piece !== null; piece = stream.read()) {
        kept = Buffer.concat([kept, piece]);
        const start = kept.indexOf(wanted);
        const end = start < 0 ? -1 : kept.indexOf('\n', start + wanted.length);
        if (end >= 0) {
          const line = kept.subarray(start + wanted.length, end).toString();
          before += kept.subarray(1, Math.max(1, start)).toString();
          const rest = kept.subarray(end + 1);
          settle({ before: before.slice(0, KEPT_BYTES), line });
          if (rest.length > 0) stream.unshift(rest);
          return;
        }
        if (start < 0 && kept.length > KEPT_BYTES) {
          const cut = kept.length - wanted.length;
          if (before.length < KEPT_BYTES) before += kept.subarray(1, cut).toString();
          kept = kept.subarray(cut);
        }
      }
    };
    stream.on('readable', read);
    stream.once('end', ended);
    stream.once('close', ended);
    if (stream.destroyed || stream.readableEnded) ended();
  });
}
