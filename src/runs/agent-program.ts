import type { AgentCommand } from '../agents/agent-command.ts';
import type { BodyContext, HookContext } from '../agents/hook-context.ts';
import { keepTools, readTools } from '../agents/mcp/known-tools.ts';
import { type AgentMcpOnHost, openAgentMcp } from '../agents/mcp/open-agent-mcp.ts';
import type { RaisedQuestion } from '../agents/mcp/open-questions.ts';
import { removePlacedFiles } from '../agents/placed-files.ts';
import { findProgram } from '../agents/presets/find-program.ts';
import { presetNamed } from '../agents/presets/prepare-preset.ts';
import type { SessionResume } from '../agents/session-resume.ts';
import { type AgentSetupRequest, setUpAgent } from '../agents/set-up-agent.ts';
import type { Host } from '../hosts/host.ts';
import type { Workdir } from '../hosts/workdir.ts';
import { parseInboxLine } from '../protocol/log-channel/parse-inbox-line.ts';

/** An agent program with its task: a known one, or any command. */
export type AgentProgram = Pick<AgentSetupRequest, 'task' | 'program' | 'env' | 'keywords' | 'mcp'>;

/** Tidying a workdir may take so long, in milliseconds; then what is there stays. */
const TIDY_MS = 15_000;

/**
 * Finds out before a run is begun whether its program can be started.
 *
 * Rejects with PresetError, and as `Host.run` does.
 */
export async function checkProgram(host: Host, { program }: AgentProgram): Promise<void> {
  if ('preset' in program) await findProgram(host, presetNamed(program.preset));
}

/** What a program of a run has beside its process. */
export interface ProgramParts {
  /** Grows: facts for the end of the run, one sentence each. */
  readonly notes: string[];
  /** What the agent knows and no reader of the run may. */
  secrets(): readonly string[];
  /** Makes the command, once the session is there. */
  command(context: HookContext): Promise<AgentCommand>;
  /** In place of waiting for an agent that was taken over. */
  body(host: Host, context: BodyContext): Promise<void>;
  /** Ends its tools and, to tidy, takes away what was put into a folder that was there before. */
  close(options?: { tidy?: boolean }): Promise<void>;
}

/** The parts of a run's program, for its first driver and for one that takes over. */
export function programParts(
  host: Host,
  workdir: Workdir,
  options: { program?: AgentProgram; logFile?: string | undefined; resume?: SessionResume } = {},
): ProgramParts {
  const { program, logFile, resume } = options;
  const notes: string[] = [];
  let tools: AgentMcpOnHost | undefined;
  return {
    notes,
    secrets: () => (tools === undefined ? [] : [tools.known.token]),
    async command({ channel }) {
      if (program === undefined) throw new TypeError('There is no program to start');
      const named = logFile === undefined ? {} : { logFile };
      const request = { ...program, ...named, host, workdir: workdir.path, channel };
      const setup = await setUpAgent(request);
      notes.push(...setup.notes);
      tools = setup.mcp;
      if (tools !== undefined) await keepTools(host, workdir.path, tools.known);
      return setup.command;
    },
    async body(_host, { channel, attached }) {
      try {
        const known = await readTools(host, workdir.path);
        const raised = unanswered(resume);
        if (known !== undefined) tools = await openAgentMcp({ ...known, host, channel, raised });
      } catch (error) {
        notes.push(`The agent lost its tools and has its log alone: ${(error as Error).message}`);
      }
      await attached?.exited;
    },
    async close({ tidy = true } = {}) {
      await tools?.close();
      if (workdir.made || !tidy) return;
      const tidied = removePlacedFiles(host, workdir.path);
      const late = new Promise<void>((resolve) => void setTimeout(resolve, TIDY_MS).unref());
      // What cannot be taken away is no failure of the run.
      await Promise.race([tidied.catch(() => undefined), late]);
    },
  };
}

/** Questions of which the agent has not been told what came of them. */
function unanswered(resume: SessionResume | undefined): RaisedQuestion[] {
  const { requests = [], inbox = [] } = resume ?? {};
  const told = new Set<string | undefined>();
  for (const { line, about } of inbox) {
    const { type } = parseInboxLine(line) ?? {};
    if (type === 'answer' || type === 'acknowledged') told.add(about);
  }
  return requests.filter(({ id, closed }) => closed === undefined || !told.has(id));
}
