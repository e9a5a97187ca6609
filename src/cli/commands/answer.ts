import { Command } from 'commander';
import { parseServerUrl } from '../options/server-url.ts';
import type { AnswerOptions } from '../runs/answer-request.ts';

const examples = `
The id may be left out where one request is open. Without a text the request is only
acknowledged. The agent reads the answer in its inbox.

Examples:
  causeway answer 1f3c "Use the staging database"
  causeway answer 1f3c r2 "Yes"
  causeway answer 1f3c                            acknowledge the only one`;

/** `causeway answer`: answers what an agent asks of a person. */
export function answerCommand(finish: (exitCode: number) => void): Command {
  return new Command('answer')
    .description('Answer what an agent asks of a person.')
    .argument('<run>', 'its id, or the beginning of it')
    .argument('[text...]', 'the answer; before it the request’s id, where several are open')
    .option('--by <name>', 'who answers; by default the user’s name')
    .option('--json', 'print one line of JSON')
    .option('--server <url>', 'the server; by default the one that runs here', parseServerUrl)
    .option('--data <dir>', 'the data folder whose server to ask')
    .addHelpText('after', examples)
    .action(async (run: string, words: string[], options: AnswerOptions) => {
      const { answerRequest } = await import('../runs/answer-request.ts');
      finish(await answerRequest(run, words, options));
    });
}
