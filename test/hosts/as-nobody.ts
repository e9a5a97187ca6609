import { spawnSync } from 'node:child_process';

/** The user that owns nothing, without the programs in a home of root's. */
const NOBODY = [
  ...['setpriv', '--reuid=65534', '--regid=65534', '--clear-groups'],
  ...['env', 'PATH=/usr/local/bin:/usr/bin:/bin'],
];

/** Words that run those behind them as a user for whom permissions hold, or why there are none. */
export function asNobody(program: string, ...args: string[]): { words: string[] } | { no: string } {
  if (process.getuid?.() !== 0) return { words: [] };
  const [first = '', ...rest] = [...NOBODY, program, ...args];
  const { status, stderr } = spawnSync(first, rest, { encoding: 'utf8' });
  if (status === 0) return { words: NOBODY };
  return { no: `${program} does not run as another user than root: ${stderr || status}` };
}
