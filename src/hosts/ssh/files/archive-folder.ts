import { PassThrough } from 'node:stream';
import type { Connection } from '../connection.ts';
import { runScript } from './run-script.ts';

const pack = `
cd -- "$1" || exit 1
shift
for name; do
  shift
  set -- "$@" "--exclude=$name"
done
exec tar -czf - "$@" .`;

/** A folder over there as a gzipped tar stream. What changes while it is read is as it was found. */
export async function* archiveFolder(
  connection: Connection,
  folder: string,
  options: { exclude?: readonly string[]; signal?: AbortSignal } = {},
): AsyncGenerator<Uint8Array> {
  const stream = new PassThrough();
  const stopping = new AbortController();
  const signals = [stopping.signal, ...(options.signal ? [options.signal] : [])];
  runScript(connection, {
    script: pack,
    words: [folder, ...(options.exclude ?? [])],
    path: folder,
    repeatable: false,
    // GNU tar says 1 for a file that was changed or removed meanwhile.
    fine: [0, 1],
    signal: AbortSignal.any(signals),
    onOutput: (piece) => write(stream, piece),
  }).then(
    () => stream.end(),
    (error: Error) => stream.destroy(error),
  );
  try {
    yield* stream;
  } finally {
    stopping.abort();
  }
}

function write(stream: PassThrough, piece: Buffer): Promise<void> {
  return new Promise((resolve, reject) => {
    stream.write(piece, (error) => (error ? reject(error) : resolve()));
  });
}
