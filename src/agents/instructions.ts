import type { Host } from '../hosts/host.ts';
import {
  type LogChannelPromptOptions,
  logChannelPrompt,
} from '../protocol/log-channel/log-channel-prompt.ts';
import { placeFile } from './placed-files.ts';
import { MCP_SERVER_NAME } from './presets/presets.ts';

/** Where agent programs look for instructions by themselves. */
const READ_BY_MOST = ['AGENTS.md', 'CLAUDE.md'];

/** Characters of a task that go on a command line; a longer one is in the file only. */
const PROMPT_CHARACTERS = 16_000;

export interface InstructionsRequest {
  /** Absolute on the host. */
  workdir: string;
  /** What the agent is to do. Default: only how to report. */
  task?: string;
  /** How it reports by its log; false where it cannot run commands. Default: all of it. */
  log?: LogChannelPromptOptions | false;
  /** Whether it has the run's MCP server. Default false. */
  mcp?: boolean;
  /** More files that its program reads instructions from. */
  alsoReads?: readonly string[];
}

export interface Instructions {
  /** What stands for `{prompt}`. */
  prompt: string;
  /** The file that has all of it, relative to the workdir. */
  file: string;
  /** Instructions that were there before, and were left alone. */
  present: string[];
}

/**
 * Puts the task and how to report where an agent program looks for instructions: AGENTS.md, CLAUDE.md
 * and what else its program reads. Where one of them is there already all of them are left as they
 * are, because programs that read one do not read the other; then it is in CAUSEWAY.md, and the prompt
 * names that.
 */
export async function writeInstructions(
  host: Host,
  request: InstructionsRequest,
): Promise<Instructions> {
  const { workdir, alsoReads = [] } = request;
  const content = instructionsText(request);
  const names = [...READ_BY_MOST, ...alsoReads];
  const present: string[] = [];
  for (const name of names) {
    const [path] = await host.glob(name, { cwd: workdir });
    if (path !== undefined) present.push(name);
  }
  if (present.length === 0) {
    for (const path of names) {
      if (!(await placeFile(host, workdir, { path, content }))) present.push(path);
    }
  }
  const [first = ''] = names;
  const file = present.length === 0 ? first : await placeBeside(host, workdir, content);
  return { prompt: promptText(request.task, file), file, present };
}

/** The whole text for the agent, as Markdown. */
export function instructionsText(request: Omit<InstructionsRequest, 'workdir'>): string {
  const { task, log = {}, mcp = false } = request;
  const parts = [
    '<!-- Written by Causeway for one run in this folder. -->',
    ...(task === undefined ? [] : ['# Your task', task.trim()]),
    '# How to report',
    'A person follows this run and does not see your messages, only what you report in the ways below. Say what you do when a step begins, hand over each file that you were asked for, and say at the very end whether it is done.',
    ...(mcp ? [mcpText(log !== false)] : []),
    ...(log === false ? [] : [logChannelPrompt(log).trim()]),
  ];
  return `${parts.join('\n\n')}\n`;
}

function mcpText(alsoLog: boolean): string {
  const tools = [
    '## Tools',
    '',
    `You have tools of an MCP server named \`${MCP_SERVER_NAME}\`; look for them if you do not see them at once.`,
    '',
    '- `report_progress`: one line on what you do, and a percentage if you know it.',
    '- `deliver`: hands over a file, which you wrote below `./deliverables/` in your working directory.',
    '- `ask_person`: asks a person and waits for the answer.',
    '- `done` or `fail`: once, as the last thing you do, with a summary or what stands in the way.',
  ];
  if (!alsoLog) return tools.join('\n');
  const choice =
    'They say the same as the log below. Use the tools where you have them, else the log, and say nothing twice.';
  return [...tools, '', choice].join('\n');
}

function promptText(task: string | undefined, file: string): string {
  if (task === undefined) return `Do what ${file} in this folder tells you.`;
  if (task.length > PROMPT_CHARACTERS) {
    return `Your task is in ${file} in this folder. Read all of it, do it, and report as it says.`;
  }
  // The beginning keeps a task from being taken for an option or a command of the program.
  return `Your task:\n\n${task.trim()}\n\nReport as ${file} in this folder says: read it first.`;
}

async function placeBeside(host: Host, workdir: string, content: string): Promise<string> {
  for (let number = 1; ; number += 1) {
    const path = number === 1 ? 'CAUSEWAY.md' : `CAUSEWAY-${number}.md`;
    if (await placeFile(host, workdir, { path, content })) return path;
  }
}
