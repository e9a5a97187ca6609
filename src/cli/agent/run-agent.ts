import { basename, resolve } from 'node:path';
import { PresetError } from '../../agents/presets/preset-error.ts';
import type { SessionLimits } from '../../agents/session-limits.ts';
import type { Host } from '../../hosts/host.ts';
import { HostError, type HostErrorCode } from '../../hosts/host-error.ts';
import {
  AgentRunError,
  type AgentRunHandle,
  type AgentRunResult,
  type DriveOptions,
} from '../../runs/agent-run-types.ts';
import { attachAgentRun } from '../../runs/attach-agent-run.ts';
import { startAgentRun } from '../../runs/start-agent-run.ts';
import { CommandError, errorLine } from '../command-error.ts';
import {
  CANCELLED_EXIT_CODE,
  exitCodeOf,
  FAILURE_EXIT_CODE,
  USAGE_EXIT_CODE,
} from '../exit-codes.ts';
import { cancelOnSignals } from '../run/cancellation.ts';
import { openRunView, type RunView } from '../run/run-view.ts';
import { findRun } from '../runs/find-run.ts';
import { printError, printJson } from '../standard-output.ts';
import { harmless } from '../tree/harmless.ts';
import { programOf } from './agent-command.ts';
import { type AgentOptions, readTask } from './agent-options.ts';
import { AnswerHints } from './answer-hints.ts';
import { DeliverableKeeper } from './deliverable-keeper.ts';
import { openHost } from './open-host.ts';
import { serverJournal } from './server-journal.ts';
import { ServerLink } from './server-link.ts';

/** What a terminal that is closed leaves behind: the code that shells give for SIGHUP. */
const HANG_UP_EXIT_CODE = 129;

/** Runs an agent, or takes one over, and shows it to its end. Resolves to the exit code. */
export async function runAgent(words: readonly string[], options: AgentOptions): Promise<number> {
  const task = await readTask(options);
  const view = openRunView(process.stderr, { quiet: options.json === true });
  const link = new ServerLink(options, (entry) => view.print(`causeway: ${harmless(entry)}\n`));
  const journal = serverJournal(link);
  let handle: AgentRunHandle | undefined;
  const cancellation = cancelOnSignals({
    onSecond: () => handle?.cancel(),
    // The agent does not depend on this process; whoever comes back takes it up again.
    onHangUp: () => process.exit(HANG_UP_EXIT_CODE),
  });
  const keeper = new DeliverableKeeper(journal, options.out ?? 'deliverables', (text) =>
    view.print(text),
  );
  let host: Host | undefined;
  try {
    const hints = new AnswerHints(options);
    const onEvent = showTo(view, keeper, hints);
    const drive = { journal, signal: cancellation.signal, onEvent };
    const limits = limitsOf(options);
    if (options.attach === undefined) {
      host = await openHost(options.host, options);
      handle = await startAgentRun({
        ...drive,
        host,
        limits,
        program: programOf(words, options, task),
        title: options.title ?? titleOf([options.preset ?? '', ...words], task),
        tags: { source: 'causeway agent', ...options.tag },
        ...workdirOf(host, options),
      });
    } else {
      const { runId, host: name } = await findRun(await link.api(), options.attach);
      host = await openHost(name, options);
      const before = await journal.read(runId);
      keeper.take(before);
      hints.take(before);
      handle = await attachAgentRun({ ...drive, host, limits, runId });
    }
    view.print(`Run ${handle.runId}\nDashboard ${await link.link(`/runs/${handle.runId}`)}\n`);
    const result = await handle.ended;
    await keeper.settled();
    view.close();
    return await tell(result, keeper, options);
  } catch (fault) {
    throw mended(fault, options);
  } finally {
    view.close();
    await link.close();
    await host?.close();
    cancellation.release();
  }
}

/** A folder of this machine may be named from where the user is. */
function workdirOf(host: Host, { workdir }: AgentOptions): { workdir?: string } {
  if (workdir === undefined) return {};
  const own = host.kind === 'local' && !workdir.startsWith('~');
  return { workdir: own ? resolve(workdir) : workdir };
}

function showTo(
  view: RunView,
  keeper: DeliverableKeeper,
  hints: AnswerHints,
): NonNullable<DriveOptions['onEvent']> {
  return (event) => {
    view.show(event);
    keeper.show(event);
    const hint = hints.of(event);
    if (hint !== undefined) view.print(`${hint}\n`);
  };
}

function limitsOf({ timeout, stall }: AgentOptions): Partial<SessionLimits> {
  return {
    ...(timeout !== undefined && { wallClockMs: timeout }),
    ...(stall !== undefined && { endAfterQuietMs: stall }),
  };
}

/** The beginning of the task, else the program. */
function titleOf(words: readonly string[], task: string | undefined): string {
  const line = task
    ?.split('\n')
    .map((one) => one.replace(/^#+\s*/, '').trim())
    .find((one) => one !== '');
  const title = line ?? basename(words.find((word) => word !== '') ?? 'Agent');
  return title.length > 100 ? `${[...title].slice(0, 99).join('')}…` : title;
}

async function tell(
  result: AgentRunResult,
  keeper: DeliverableKeeper,
  { json }: AgentOptions,
): Promise<number> {
  const { runId, outcome, summary, reason, exitCode, deliverables } = result;
  const code = exitCodeOf(outcome);
  if (json) {
    const files = deliverables.map(({ path, size, sha256 }) => {
      const file = keeper.fileOf(path, sha256);
      return { path, size, sha256, ...(file !== undefined && { file }) };
    });
    const line = {
      runId,
      outcome,
      ...(summary !== undefined && { summary }),
      reason,
      ...(exitCode !== undefined && { exitCode }),
      deliverables: files,
      notes: result.notes,
    };
    await printJson(JSON.stringify(line));
  } else if (outcome !== 'done') {
    await printError(`${errorLine(reason)}\n`);
  }
  return code === 0 && keeper.failed ? FAILURE_EXIT_CODE : code;
}

/** What the command line can mend is a mistake in it. */
const mistakes: readonly HostErrorCode[] = [
  'host_unknown',
  'program_missing',
  'folder_missing',
  'unsafe_path',
  'workdir_in_use',
];

function mended(fault: unknown, { attach }: AgentOptions): unknown {
  if (fault instanceof AgentRunError || fault instanceof PresetError) {
    return new CommandError(fault.message, { cause: fault });
  }
  if (!(fault instanceof HostError)) return fault;
  if (fault.code === 'aborted') {
    const message = 'cancelled before the agent was started';
    return new CommandError(message, { cause: fault, exitCode: CANCELLED_EXIT_CODE });
  }
  if (fault.code === 'workdir_in_use' && attach !== undefined) {
    const message = `The run ${attach} is driven by a process that lives (${fault.message}); follow it with causeway runs follow ${attach}`;
    return new CommandError(message, { cause: fault });
  }
  const exitCode = mistakes.includes(fault.code) ? USAGE_EXIT_CODE : FAILURE_EXIT_CODE;
  return new CommandError(fault.message, { cause: fault, exitCode });
}
