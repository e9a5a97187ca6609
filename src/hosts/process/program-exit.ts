import type { ProcessExit } from '../process.ts';

/** Reads what a runner keeps of an end: `exit 3`, `signal SIGKILL`; anything else tells nothing. */
export function parseExit(text: string): ProcessExit {
  const [, how, what = ''] = /^(exit|signal) (\w+) *\n?$/.exec(text) ?? [];
  if (how === 'exit') return { exitCode: Number(what) };
  return how === 'signal' ? { signal: what } : {};
}
