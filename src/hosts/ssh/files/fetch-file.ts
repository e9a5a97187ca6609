import type { FetchOptions } from '../../files.ts';
import { HostError } from '../../host-error.ts';
import type { Connection } from '../connection.ts';
import { runScript } from './run-script.ts';

const MAX_BYTES = 64 * 1024 * 1024;

// The size first, in a line; then the bytes. The end line behind them proves that none is missing.
const script = `
[ -e "$1" ] || [ -h "$1" ] || exit 91
[ -f "$1" ] || exit 92
size=$(wc -c <"$1") || exit 1
[ "$size" -le "$2" ] || exit 93
echo "$size"
exec cat <"$1"`;

/** Reads a regular file over there whole. */
export async function fetchFile(
  connection: Connection,
  path: string,
  options: FetchOptions = {},
): Promise<Uint8Array> {
  const { maxBytes = MAX_BYTES, onProgress, signal } = options;
  let pieces: Buffer[] = [];
  let head: string | undefined;
  let bytes = 0;
  await runScript(connection, {
    script,
    words: [path, String(maxBytes)],
    path,
    repeatable: true,
    signal,
    onAgain: () => {
      pieces = [];
      head = undefined;
      bytes = 0;
    },
    onOutput: (piece) => {
      let rest = piece;
      if (head === undefined || !head.endsWith('\n')) {
        const end = piece.indexOf(10);
        head = (head ?? '') + piece.subarray(0, end < 0 ? piece.length : end + 1).toString();
        if (end < 0) return;
        rest = piece.subarray(end + 1);
      }
      pieces.push(rest);
      bytes += rest.length;
      if (bytes > maxBytes) {
        throw new HostError(
          'file_too_large',
          `${JSON.stringify(path)} has more than ${maxBytes} bytes; allow more`,
        );
      }
      onProgress?.({ bytes, totalBytes: Math.max(bytes, Number(head)) });
    },
  });
  return Buffer.concat(pieces, bytes);
}
