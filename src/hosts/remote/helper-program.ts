import { readFileSync } from 'node:fs';
import type { HostFacts } from '../connection.ts';

/** What can do the work on another machine, best first. */
export type HelperKind = Exclude<HostFacts['helper'], 'node'>;

const interpreters = {
  // Without the user's site packages and variables: nothing of theirs is loaded, and it starts fast.
  python3: { ending: 'py', words: ['python3', '-I', '-S', '-c'], before: [] },
  perl: { ending: 'pl', words: ['perl', '-e'], before: ['--'] },
  sh: { ending: 'sh', words: ['sh', '-c'], before: ['sh'] },
} as const;

const texts = new Map<string, string>();

/**
 * The words that run one of the programs in `programs/` on a machine. Its interpreter is looked for on
 * the machine's PATH where it is not given.
 */
export function helperCommand(
  kind: HelperKind,
  program: string,
  args: readonly string[],
  interpreter?: string,
): [string, ...string[]] {
  const { ending, words, before } = interpreters[kind];
  const [first, ...rest] = words;
  return [interpreter ?? first, ...rest, programText(`${program}.${ending}`), ...before, ...args];
}

/** A program's text, which goes to the machine as one word. */
function programText(name: string): string {
  let text = texts.get(name);
  if (text === undefined) {
    text = readFileSync(new URL(`./programs/${name}`, import.meta.url), 'utf8');
    texts.set(name, text);
  }
  return text;
}
