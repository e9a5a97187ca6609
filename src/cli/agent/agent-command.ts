import type { AgentCommand } from '../../agents/agent-command.ts';
import { CommandError } from '../command-error.ts';

const PROMPT = '{prompt}';

/** The agent's command with the prompt in place of every `{prompt}`. */
export function commandOf(words: readonly string[], prompt: string | undefined): AgentCommand {
  const [program, ...rest] = words.map((word) => {
    if (!word.includes(PROMPT)) return word;
    if (prompt !== undefined) return word.replaceAll(PROMPT, () => prompt);
    throw new CommandError(
      'the command has {prompt} and there is no task; give --task or --task-file',
    );
  });
  if (program === undefined || program === '') {
    throw new CommandError('the agent’s command is empty; name its program behind --');
  }
  return { command: [program, ...rest] };
}
