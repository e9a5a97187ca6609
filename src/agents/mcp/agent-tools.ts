import { McpServer } from '@modelcontextprotocol/server';
import * as z from 'zod';
import type { AgentChannel } from '../agent-channel.ts';
import { beatWhile } from './beat-while.ts';
import { LONGEST_WAIT_SECONDS, type OpenQuestions } from './open-questions.ts';
import type { WaitingCalls } from './waiting-calls.ts';

/** Characters a message, question or summary may have: more belongs in a file. */
const MOST_TEXT = 8000;

const INSTRUCTIONS = `These tools reach the person who started this run. Call report_progress when a
step begins, deliver for each file you were asked for, ask_person when only a person can decide, and
at the very end exactly one of done or fail.`.replaceAll('\n', ' ');

const text = (what: string): z.ZodString => z.string().max(MOST_TEXT).describe(what);

const noted = z.object({ recorded: z.literal(true) });

const progressInput = z.object({
  message: text('One line: what you do at this moment.'),
  percent: z
    .number()
    .min(0)
    .max(100)
    .optional()
    .describe('How much of the whole task is finished, 0 to 100. Leave it out if you cannot tell.'),
});

const deliverInput = z.object({
  path: z
    .string()
    .min(1)
    .max(4096)
    .describe('Path of the file, in the folder deliverables/ of your working folder.'),
});

const deliverOutput = z.object({
  delivered: z.boolean(),
  path: z.string(),
  size: z.number().optional().describe('Bytes that were taken.'),
  sha256: z.string().optional(),
  reason: z.string().optional().describe('Why the file was refused, and what to do.'),
});

const askInput = z.object({
  question: text('What you need to know, with what the person needs to answer it.').optional(),
  id: z
    .string()
    .max(200)
    .optional()
    .describe('Instead of a question: the id of one you have asked, to wait for its answer again.'),
  wait_seconds: z
    .number()
    .int()
    .min(1)
    .max(LONGEST_WAIT_SECONDS)
    .optional()
    .describe('How long to wait for the answer. Default 600.'),
});

const askOutput = z.object({
  id: z.string(),
  state: z.enum(['answered', 'acknowledged', 'waiting', 'closed']),
  answer: z.string().optional(),
  by: z.string().optional().describe('Who answered.'),
  next: z.string().optional().describe('What to do, where there is no answer.'),
});

const doneInput = z.object({
  summary: text('What came of the task, in a few sentences.').optional(),
});

const failInput = z.object({
  message: text('What stands in the way, and what you have tried.').optional(),
});

/** What the servers of one run share. */
export interface AgentToolsParts {
  channel: AgentChannel;
  questions: OpenQuestions;
  waiting: WaitingCalls;
}

/** An MCP server whose tools say things on the channel of one run. One serves one request. */
export function agentTools({ channel, questions, waiting }: AgentToolsParts): McpServer {
  const server = new McpServer(
    { name: 'causeway-run', title: 'Causeway run', version: '1' },
    { instructions: INSTRUCTIONS },
  );

  server.registerTool(
    'report_progress',
    {
      title: 'Report progress',
      description:
        'Tells the person who follows this run what you are doing. Call it when a step begins and every minute or so; it costs nothing.',
      inputSchema: progressInput,
      outputSchema: noted,
      annotations: { readOnlyHint: false, destructiveHint: false, openWorldHint: false },
    },
    async ({ message, percent }) => {
      await channel.reportProgress({ message, ...(percent !== undefined && { percent }) });
      return answer({ recorded: true });
    },
  );

  server.registerTool(
    'deliver',
    {
      title: 'Deliver a file',
      description:
        'Hands over a finished file. Write it below deliverables/ in your working folder first. The file is copied before this answers, so you may change or remove it afterwards; deliver it again to hand over a new version.',
      inputSchema: deliverInput,
      outputSchema: deliverOutput,
      annotations: { readOnlyHint: false, destructiveHint: false, openWorldHint: false },
    },
    async ({ path }, context) => {
      const capture = channel.deliver(path);
      const result = await beatWhile(capture, context, `Taking a copy of ${path}`);
      if (result.ok) {
        const { size, sha256 } = result;
        return answer({ delivered: true, path: result.path, size, sha256 });
      }
      return answer({ delivered: false, path, reason: result.reason }, { isError: true });
    },
  );

  server.registerTool(
    'ask_person',
    {
      title: 'Ask a person',
      description:
        'Asks the person who started this run and waits for the answer. Ask only what nobody but a person can decide, and all of it at once. When the state is "waiting", go on with other work if you can and call this again with the id.',
      inputSchema: askInput,
      outputSchema: askOutput,
      annotations: { readOnlyHint: false, destructiveHint: false, openWorldHint: true },
    },
    async ({ question, id, wait_seconds }, context) => {
      const seconds = wait_seconds ?? 600;
      const result = waiting.during(context.mcpReq, (signal) => {
        if (id !== undefined) return questions.waitAgain(id, seconds, signal);
        if (question?.trim()) return questions.ask(question.trim(), seconds, signal);
        throw new Error('Give a question, or the id of one that you have asked');
      });
      return answer({ ...(await beatWhile(result, context, 'Waiting for a person')) });
    },
  );

  server.registerTool(
    'done',
    {
      title: 'Done',
      description:
        'Says that the task is finished. Deliver every file first. Call it once, as the last thing you do; your program may be ended soon afterwards.',
      inputSchema: doneInput,
      outputSchema: noted,
      annotations: { readOnlyHint: false, destructiveHint: false, openWorldHint: false },
    },
    async ({ summary }) => {
      await channel.done(summary);
      return answer({ recorded: true });
    },
  );

  server.registerTool(
    'fail',
    {
      title: 'Fail',
      description:
        'Says that the task cannot be finished, and why. Deliver what there is first. Call it once, as the last thing you do, instead of done.',
      inputSchema: failInput,
      outputSchema: noted,
      annotations: { readOnlyHint: false, destructiveHint: false, openWorldHint: false },
    },
    async ({ message }) => {
      await channel.fail(message);
      return answer({ recorded: true });
    },
  );

  return server;
}

/** The text says the same as the structure: clients show a model either of them. */
function answer<Content extends Record<string, unknown>>(
  structuredContent: Content,
  extra: { isError?: true } = {},
): { content: [{ type: 'text'; text: string }]; structuredContent: Content; isError?: true } {
  const content: [{ type: 'text'; text: string }] = [
    { type: 'text', text: JSON.stringify(structuredContent) },
  ];
  return { content, structuredContent, ...extra };
}
