import type { Host } from '../hosts/host.ts';
import type { LogKeyword } from '../protocol/log-channel/log-channel-prompt.ts';
import type { AgentChannel } from './agent-channel.ts';
import type { AgentCommand } from './agent-command.ts';
import { type Instructions, writeInstructions } from './instructions.ts';
import { type AgentMcpOnHost, openAgentMcp } from './mcp/open-agent-mcp.ts';
import { placeFile, removePlacedFiles } from './placed-files.ts';
import { fillInWords } from './presets/fill-in.ts';
import { findProgram } from './presets/find-program.ts';
import { type PreparedPreset, preparePreset, presetNamed } from './presets/prepare-preset.ts';
import { PresetError } from './presets/preset-error.ts';
import { type AgentPermissions, MCP_TOKEN_VARIABLE, type Reporting } from './presets/presets.ts';

export interface AgentSetupRequest {
  host: Host;
  /** Absolute on the host. */
  workdir: string;
  /** What the agent's tools speak on. */
  channel: AgentChannel;
  /** What the agent is to do. Default: only how to report. */
  task?: string;
  /** A known program, or a command whose words may have `{prompt}`, `{workdir}` and `{mcpUrl}`. */
  program:
    | { preset: string; permissions?: AgentPermissions; args?: readonly string[] }
    | { command: readonly [string, ...string[]] };
  /** Variables for the agent besides. */
  env?: Readonly<Record<string, string>>;
  /** The lines of the log that are offered. Default: all. */
  keywords?: readonly LogKeyword[];
  /** Relative to the workdir. Default `optio.log`. */
  logFile?: string;
  /** Whether the agent is offered tools by MCP. Default true. */
  mcp?: boolean;
}

/** An agent that can be started. */
export interface AgentSetup {
  command: AgentCommand;
  /** What people should know, one sentence each. */
  notes: string[];
  /** The agent's tools, where it has some: to be closed when the session has ended. */
  mcp?: AgentMcpOnHost;
}

/**
 * Puts into a workdir what an agent program needs there and makes its command: instructions, the run's
 * MCP server, and for a preset its settings. Nothing that is there is changed.
 *
 * Rejects with PresetError, and as the methods of a Host do.
 */
export async function setUpAgent(request: AgentSetupRequest): Promise<AgentSetup> {
  const { host, channel, program } = request;
  const preset = 'preset' in program ? presetNamed(program.preset) : undefined;
  const found = preset && (await findProgram(host, preset));
  const notes: string[] = [];
  // Of a run whose driver was killed: else its instructions would be taken for the user's.
  await removePlacedFiles(host, request.workdir);
  const mcp = await openTools(host, channel, request.mcp ?? true, notes);
  try {
    const reporting: Reporting =
      'preset' in program && preset
        ? preset.modes[program.permissions ?? 'workdir'].reporting
        : 'commands';
    if (reporting === 'tools' && mcp === undefined) throw noChannel(preset?.title ?? '', notes);
    const instructions = await instruct(request, {
      reporting,
      mcp: mcp !== undefined,
      alsoReads: preset?.instructionFiles ?? [],
      notes,
    });
    const env = { ...request.env, ...(found?.PATH && { PATH: found.PATH }) };
    if (!('preset' in program)) {
      const command = ownCommand(program.command, request.workdir, instructions, mcp);
      return {
        command: { command, env: { ...env, ...toolsEnv(mcp) } },
        notes,
        ...(mcp && { mcp }),
      };
    }
    const { user } = await host.connect();
    const prepared = preparePreset(program.preset, {
      ...program,
      prompt: instructions.prompt,
      folder: `${request.workdir}/.causeway/preset`,
      user,
      env: { ...(host.kind === 'local' && process.env), ...env },
      ...(mcp && { mcp: { url: mcp.url, token: mcp.known.token } }),
    });
    await writePresetFiles(request, prepared, { title: preset?.title ?? '', reporting, notes });
    const { command } = prepared;
    const all = { ...env, ...toolsEnv(mcp), ...prepared.env };
    return { command: { command, env: all, preset: program.preset }, notes, ...(mcp && { mcp }) };
  } catch (error) {
    await mcp?.close();
    throw error;
  }
}

async function openTools(
  host: Host,
  channel: AgentChannel,
  wanted: boolean,
  notes: string[],
): Promise<AgentMcpOnHost | undefined> {
  if (!wanted) return undefined;
  try {
    return await openAgentMcp({ host, channel });
  } catch (error) {
    const why = error instanceof Error ? error.message : String(error);
    notes.push(`The agent has its log alone, without the tools of MCP: ${why}`);
    return undefined;
  }
}

async function instruct(
  { host, workdir, task, keywords, logFile = 'optio.log' }: AgentSetupRequest,
  given: { reporting: Reporting; mcp: boolean; alsoReads: readonly string[]; notes: string[] },
): Promise<Instructions> {
  const { reporting, mcp, alsoReads, notes } = given;
  const log = {
    logFile: `./${logFile}`,
    say: reporting === 'commands',
    ...(keywords && { keywords }),
  };
  const instructions = await writeInstructions(host, {
    workdir,
    mcp,
    alsoReads,
    log: reporting !== 'tools' && log,
    ...(task !== undefined && { task }),
  });
  const { present, file } = instructions;
  if (present.length > 0) {
    const are = present.length === 1 ? 'is' : 'are';
    notes.push(`${present.join(' and ')} ${are} there already; the agent is told to read ${file}`);
  }
  return instructions;
}

function ownCommand(
  words: readonly [string, ...string[]],
  workdir: string,
  { prompt }: Instructions,
  mcp: AgentMcpOnHost | undefined,
): [string, ...string[]] {
  const values = { prompt, workdir, mcpUrl: mcp?.url };
  const [first = words[0], ...rest] = fillInWords(words, values);
  return [first, ...rest];
}

/** A command line is recorded and seen by others of the host, so the token goes here. */
function toolsEnv(mcp: AgentMcpOnHost | undefined): Record<string, string> {
  if (mcp === undefined) return {};
  return { [MCP_TOKEN_VARIABLE]: mcp.known.token, CAUSEWAY_MCP_URL: mcp.secretUrl };
}

async function writePresetFiles(
  { host, workdir }: AgentSetupRequest,
  prepared: PreparedPreset,
  { title, reporting, notes }: { title: string; reporting: Reporting; notes: string[] },
): Promise<void> {
  for (const { path, content } of prepared.files) {
    await host.writeFile(path, content, { mode: 0o600 });
  }
  for (const file of prepared.workdirFiles) {
    if (await placeFile(host, workdir, file)) continue;
    const why = `${file.path} is there already, so the agent's program is not told of the run's tools`;
    if (reporting === 'tools') throw noChannel(title, [why]);
    notes.push(`${why}; it has its log alone`);
  }
}

function noChannel(title: string, reasons: readonly string[]): PresetError {
  const why = reasons.join('; ') || 'the tools of MCP are switched off';
  const message = `${title} could not report: it may not run commands, and ${why}. Allow it everything, or start it by a command of your own behind --`;
  return new PresetError('preset_without_channel', message);
}
