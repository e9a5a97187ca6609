import type { CommandResult, HostCommand } from '../../hosts/command.ts';
import type { ByteSource } from '../../hosts/files.ts';
import type { Host } from '../../hosts/host.ts';
import type { HostProcess } from '../../hosts/process.ts';
import type { AgentChannel } from '../agent-channel.ts';
import type { AgentCommand } from '../agent-command.ts';
import type { ChildContext, ChildOptions, ChildOutcome, ChildTask } from '../child-runs.ts';
import { textOfFile } from '../decode-utf8.ts';
import type {
  BodyContext,
  CopyOptions,
  CopySource,
  DownloadFileOptions,
  RunOnHostOptions,
} from '../hook-context.ts';
import type { SessionRecord } from '../session-types.ts';
import type { ChildRunner } from './child-runner.ts';
import type { EventSink } from './event-sink.ts';
import { hostTarget } from './host-target.ts';
import { progressReport } from './progress-report.ts';

export interface SessionHooksParts {
  processId: string;
  params: Readonly<Record<string, unknown>>;
  metadata: Readonly<Record<string, unknown>>;
  host: Host;
  workdir: string;
  home: string;
  channel: AgentChannel;
  signal: AbortSignal;
  record: Pick<SessionRecord, 'getBlob'>;
  sink: EventSink;
  children: ChildRunner;
  attached?: HostProcess;
  launch: (command: AgentCommand) => Promise<HostProcess>;
}

/**
 * What hooks, callbacks and the body of a session can do. Its functions may be taken out of it: none
 * needs to be called as a method.
 */
export function sessionHooks(parts: SessionHooksParts): BodyContext {
  const { processId, params, metadata, host, workdir, channel, signal, sink, children } = parts;
  const reportProgress = progressReport((bodies) => void sink.add(bodies));
  const target = (path: string): string => hostTarget(path, workdir, parts.home);
  const runChild = (task: ChildTask, options?: ChildOptions): Promise<ChildOutcome> =>
    children.run(task, options);

  async function runOnHost(
    command: string | HostCommand,
    options: RunOnHostOptions = {},
  ): Promise<string | CommandResult> {
    const { cwd = workdir, check = true, captureStderr = false, timeoutMs } = options;
    const result = await host.run(typeof command === 'string' ? { shell: command } : command, {
      cwd: target(cwd),
      check,
      signal,
      ...(timeoutMs !== undefined && { timeoutMs }),
    });
    if (!check) return result;
    return captureStderr ? result.stdout + result.stderr : result.stdout;
  }

  async function bytesOf(source: CopySource): Promise<ByteSource> {
    if (typeof source === 'string') return { path: source };
    if (source instanceof Uint8Array || !('ref' in source)) return source;
    const bytes = await parts.record.getBlob(source.ref);
    if (bytes === undefined) throw new RangeError(`Nothing is kept under the id ${source.ref}`);
    return bytes;
  }

  async function copyFile(
    source: CopySource,
    to: string,
    options: CopyOptions = {},
  ): Promise<void> {
    const path = target(to);
    const name = nameOf(path);
    const { skipIfUnchanged = false, mode } = options;
    reportProgress(null, skipIfUnchanged ? `Verifying ${name}` : `Copying ${name}`);
    const { transferred } = await host.put(await bytesOf(source), path, {
      skipIfUnchanged,
      ...(mode !== undefined && { mode }),
      signal,
    });
    if (!transferred) reportProgress(null, `Already up to date: ${name}`);
  }

  async function readFromHost(
    path: string,
    { silent = false }: { silent?: boolean } = {},
  ): Promise<Uint8Array> {
    const from = target(path);
    if (!silent) reportProgress(null, `Reading ${nameOf(from)}`);
    return await host.fetch(from, { signal });
  }

  async function downloadFile(
    url: string,
    to: string,
    options: DownloadFileOptions = {},
  ): Promise<void> {
    const path = target(to);
    const title = options.description ?? `download ${nameOf(path)}`;
    await runChild({ title, run: (child) => downloadIn(child, host, url, path, options) });
  }

  return {
    processId,
    params,
    metadata,
    host,
    workdir,
    channel,
    signal,
    ...(parts.attached !== undefined && { attached: parts.attached }),
    shouldContinue: () => !signal.aborted,
    reportProgress,
    launch: parts.launch,
    // The overloads say which result comes of which `check`.
    runOnHost: runOnHost as BodyContext['runOnHost'],
    copyFile,
    readFromHost,
    readTextFromHost: async (path, options) => textOfFile(await readFromHost(path, options), path),
    downloadFile,
    runChild,
    runChildWithResult: (task, options) => children.runWithResult(task, options),
    parallelGroup: (options) => children.group(options),
  };
}

/** The work of a download's child task. */
async function downloadIn(
  { reportProgress, signal }: ChildContext,
  host: Host,
  url: string,
  path: string,
  { sha256 }: DownloadFileOptions,
): Promise<void> {
  reportProgress(null, `Downloading ${nameOf(path)}`);
  let last = -1;
  await host.download(url, path, {
    signal,
    ...(sha256 !== undefined && { sha256 }),
    onProgress: ({ bytes, totalBytes }) => {
      const percent = totalBytes ? Math.floor((bytes / totalBytes) * 100) : -1;
      if (percent > last) reportProgress(percent);
      last = Math.max(last, percent);
    },
  });
}

function nameOf(path: string): string {
  return path.slice(path.lastIndexOf('/') + 1) || path;
}
