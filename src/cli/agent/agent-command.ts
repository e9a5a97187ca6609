import { existsSync } from 'node:fs';
import { resolve } from 'node:path';
import type { AgentProgram } from '../../runs/agent-program.ts';
import { CommandError } from '../command-error.ts';
import type { AgentOptions } from './agent-options.ts';

/** What the command line says to start: a preset with more words for it, or a command of its own. */
export function programOf(
  words: readonly string[],
  { preset, allowEverything, host }: AgentOptions,
  task: string | undefined,
): AgentProgram {
  const about = task === undefined ? {} : { task };
  if (preset !== undefined) {
    const permissions = allowEverything ? 'everything' : 'workdir';
    return { ...about, program: { preset, permissions, args: words } };
  }
  const [program, ...rest] = words;
  if (program === undefined || program === '') {
    throw new CommandError('the agent’s command is empty; name its program behind --');
  }
  if (task === undefined && words.some((word) => word.includes('{prompt}'))) {
    throw new CommandError(
      'the command has {prompt} and there is no task; give --task or --task-file',
    );
  }
  const own = host === undefined || host === 'local';
  return { ...about, program: { command: [own ? fromHere(program) : program, ...rest] } };
}

/** A program of this machine that is named by a path is looked for where the user is, first. */
function fromHere(program: string): string {
  if (!program.includes('/')) return program;
  const path = resolve(program);
  return existsSync(path) ? path : program;
}
