import { existsSync } from 'node:fs';
import { delimiter, join, resolve } from 'node:path';
import type { AgentProgram } from '../../runs/agent-program.ts';
import { CommandError } from '../command-error.ts';
import type { AgentOptions } from './agent-options.ts';

/** What the command line says to start: a preset with more words for it, or a command of its own. */
export function programOf(
  words: readonly string[],
  { preset, allowEverything, host, workdir }: AgentOptions,
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
  return { ...about, program: { command: [own ? fromHere(program, workdir) : program, ...rest] } };
}

/** What the run puts on the PATH of its agent. */
const ownCommand = 'causeway-say';

/**
 * A program of this machine that is named by a path is looked for where the user is, first; any
 * other one on the PATH. What is nowhere is told before there is a run.
 */
function fromHere(program: string, workdir: string | undefined): string {
  if (program.includes('{') || program === ownCommand) return program;
  if (!program.includes('/')) {
    const folders = (process.env.PATH ?? '').split(delimiter);
    if (folders.some((folder) => existsSync(join(folder, program)))) return program;
    throw missing(program, 'on the PATH; install it, or give its path');
  }
  const path = resolve(program);
  if (existsSync(path)) return path;
  if (workdir?.startsWith('~') || existsSync(resolve(workdir ?? '.', program))) return program;
  throw missing(program, workdir === undefined ? 'here; check the path' : `here or in ${workdir}`);
}

function missing(program: string, where: string): CommandError {
  return new CommandError(`There is no program ${program} ${where}`);
}
