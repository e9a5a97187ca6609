import type { AgentProgram } from '../../runs/agent-program.ts';
import { CommandError } from '../command-error.ts';
import type { AgentOptions } from './agent-options.ts';

/** What the command line says to start: a preset with more words for it, or a command of its own. */
export function programOf(
  words: readonly string[],
  { preset, allowEverything }: AgentOptions,
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
  return { ...about, program: { command: [program, ...rest] } };
}
