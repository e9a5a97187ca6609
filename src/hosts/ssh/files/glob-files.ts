import type { Connection } from '../connection.ts';
import { parseGlob } from './glob-pattern.ts';
import { runScript } from './run-script.ts';

const script = `
cd -- "$1" 2>/dev/null || exit 0
depth=$2 dots=$3
set -- . -mindepth 1
[ -z "$depth" ] || set -- "$@" -maxdepth "$depth"
[ -n "$dots" ] || set -- "$@" -name '.?*' -prune -o
find "$@" -print0 2>/dev/null
exit 0`;

/** Finds files and folders over there by a shell pattern; their absolute paths, sorted. */
export async function globFiles(
  connection: Connection,
  pattern: string,
  cwd: string,
): Promise<string[]> {
  const { folder, matches, depth, dots } = parseGlob(pattern);
  const base = `${cwd.replace(/\/+$/, '')}/${folder && `${folder}/`}`;
  let found: string[] = [];
  let rest = Buffer.alloc(0);
  await runScript(connection, {
    script,
    words: [base, depth === undefined ? '' : String(depth), dots ? 'dots' : ''],
    path: cwd,
    repeatable: true,
    onAgain: () => {
      found = [];
      rest = Buffer.alloc(0);
    },
    onOutput: (piece) => {
      const bytes = Buffer.concat([rest, piece]);
      let from = 0;
      for (let end = bytes.indexOf(0); end >= 0; end = bytes.indexOf(0, from)) {
        const path = bytes.subarray(from + './'.length, end).toString();
        if (matches.test(path)) found.push(base + path);
        from = end + 1;
      }
      rest = bytes.subarray(from);
    },
  });
  return found.sort();
}
