import { randomBytes } from 'node:crypto';
import { safeTar } from '../../archive/safe-tar.ts';
import { tarFault } from '../../archive/tar-fault.ts';
import type { Connection } from '../connection.ts';
import { runScript } from './run-script.ts';

// Prints the first folder that had to be made, or nothing.
const begin = `
made= up=$1
while [ ! -d "$up" ] && [ "$up" != / ]; do made=$up; up=\${up%/*}; up=\${up:-/}; done
mkdir -p -- "$1" && mkdir -m 700 -- "$2" || exit 1
printf %s "$made"`;

const unpack = 'exec tar -x -o -f - -C "$1"';

// Nothing of the archive is in place until all of it is there, and nothing is written over.
const place = `
cd -- "$2" || exit 1
for entry in ./* ./.[!.]* ./..?*; do
  [ -e "$entry" ] || [ -h "$entry" ] || continue
  if [ -e "$1/$entry" ] || [ -h "$1/$entry" ]; then exit 94; fi
done
for entry in ./* ./.[!.]* ./..?*; do
  [ -e "$entry" ] || [ -h "$entry" ] || continue
  mv -- "$entry" "$1/$entry" || exit 1
done
cd / && rmdir -- "$2"`;

/** Unpacks a gzipped tar stream into a folder over there: all of it, or nothing. */
export async function restoreFolder(
  connection: Connection,
  source: AsyncIterable<Uint8Array>,
  folder: string,
  options: { signal?: AbortSignal } = {},
): Promise<void> {
  const bare = folder.replace(/(?!^)\/+$/, '');
  const staging = `${bare}/.restore-${randomBytes(6).toString('hex')}`;
  const about = { path: folder, signal: options.signal, repeatable: false };
  let made = '';
  try {
    made = await runScript(connection, { ...about, script: begin, words: [bare, staging] });
    await runScript(connection, {
      ...about,
      script: unpack,
      words: [staging],
      input: () => safeTar(source),
      judge: (code, complaint) => tarFault(code, complaint, 'unpack into', folder),
    });
    await runScript(connection, { ...about, script: place, words: [bare, staging] });
  } catch (error) {
    if (connection.current) {
      await runScript(connection, {
        script: 'rm -rf -- "$@"',
        words: made ? [staging, made] : [staging],
        path: folder,
        repeatable: true,
      }).catch(() => {});
    }
    throw error;
  }
}
