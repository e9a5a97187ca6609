import { PassThrough } from 'node:stream';
import { tarFault } from '../../archive/tar-fault.ts';
import type { Connection } from '../connection.ts';
import { runScript } from './run-script.ts';

const pack = `
folder=$1
[ -e "$folder" ] || exit 91
[ -d "$folder" ] || exit 97
shift
for name; do
  shift
  set -- "$@" "--exclude=$name"
done
exec tar -c -z -f - "$@" -C "$folder" .`;

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
    judge: (code, complaint) => tarFault(code, complaint, 'archive', folder),
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
