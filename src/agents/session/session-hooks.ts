import type { CommandResult, HostCommand } from '../../hosts/command.ts';
import type { ByteSource } from '../../hosts/files.ts';
import type { Host } from '../../hosts/host.ts';
import type { HostProcess } from '../../hosts/process.ts';
import type { AgentChannel } from '../agent-channel.ts';
import type { AgentCommand } from '../agent-command.ts';
import type {
  ChildHandle,
  ChildOptions,
  ChildOutcome,
  ChildTask,
  GroupOptions,
  ParallelGroup,
  ResultOptions,
} from '../child-runs.ts';
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

/** What hooks, callbacks and the body of a session can do. */
export class SessionHooks implements BodyContext {
  readonly processId: string;
  readonly params: Readonly<Record<string, unknown>>;
  readonly metadata: Readonly<Record<string, unknown>>;
  readonly host: Host;
  readonly workdir: string;
  readonly channel: AgentChannel;
  readonly signal: AbortSignal;
  readonly attached?: HostProcess;
  readonly reportProgress: (percent: number | null | undefined, message?: string) => void;
  readonly #parts: SessionHooksParts;

  constructor(parts: SessionHooksParts) {
    this.processId = parts.processId;
    this.params = parts.params;
    this.metadata = parts.metadata;
    this.host = parts.host;
    this.workdir = parts.workdir;
    this.channel = parts.channel;
    this.signal = parts.signal;
    if (parts.attached !== undefined) this.attached = parts.attached;
    this.reportProgress = progressReport((bodies) => void parts.sink.add(bodies));
    this.#parts = parts;
  }

  shouldContinue(): boolean {
    return !this.signal.aborted;
  }

  launch(command: AgentCommand): Promise<HostProcess> {
    return this.#parts.launch(command);
  }

  runOnHost(
    command: string | HostCommand,
    options?: RunOnHostOptions & { check?: true },
  ): Promise<string>;
  runOnHost(
    command: string | HostCommand,
    options: RunOnHostOptions & { check: false },
  ): Promise<CommandResult>;
  async runOnHost(
    command: string | HostCommand,
    options: RunOnHostOptions = {},
  ): Promise<string | CommandResult> {
    const { cwd = this.workdir, check = true, captureStderr = false, timeoutMs } = options;
    const result = await this.host.run(typeof command === 'string' ? { shell: command } : command, {
      cwd: this.#target(cwd),
      check,
      signal: this.signal,
      ...(timeoutMs !== undefined && { timeoutMs }),
    });
    if (!check) return result;
    return captureStderr ? result.stdout + result.stderr : result.stdout;
  }

  async copyFile(source: CopySource, target: string, options: CopyOptions = {}): Promise<void> {
    const path = this.#target(target);
    const name = nameOf(path);
    const { skipIfUnchanged = false, mode } = options;
    this.reportProgress(null, skipIfUnchanged ? `Verifying ${name}` : `Copying ${name}`);
    const { transferred } = await this.host.put(await this.#bytesOf(source), path, {
      skipIfUnchanged,
      ...(mode !== undefined && { mode }),
      signal: this.signal,
    });
    if (!transferred) this.reportProgress(null, `Already up to date: ${name}`);
  }

  async readFromHost(
    path: string,
    { silent = false }: { silent?: boolean } = {},
  ): Promise<Uint8Array> {
    const target = this.#target(path);
    if (!silent) this.reportProgress(null, `Reading ${nameOf(target)}`);
    return await this.host.fetch(target, { signal: this.signal });
  }

  async readTextFromHost(path: string, options?: { silent?: boolean }): Promise<string> {
    return textOfFile(await this.readFromHost(path, options), path);
  }

  async downloadFile(
    url: string,
    target: string,
    options: DownloadFileOptions = {},
  ): Promise<void> {
    const path = this.#target(target);
    const name = nameOf(path);
    const { description = `download ${name}`, cleanupOnFail = true, sha256 } = options;
    await this.runChild({
      title: description,
      run: async ({ reportProgress, signal }) => {
        reportProgress(null, `Downloading ${name}`);
        let last = -1;
        try {
          await this.host.download(url, path, {
            signal,
            ...(sha256 !== undefined && { sha256 }),
            onProgress: ({ bytes, totalBytes }) => {
              const percent = totalBytes ? Math.floor((bytes / totalBytes) * 100) : -1;
              if (percent > last) reportProgress(percent);
              last = Math.max(last, percent);
            },
          });
        } catch (error) {
          if (cleanupOnFail) await this.host.remove(path).catch(() => undefined);
          throw error;
        }
      },
    });
  }

  runChild(task: ChildTask, options?: ChildOptions): Promise<ChildOutcome> {
    return this.#parts.children.run(task, options);
  }

  runChildWithResult(task: ChildTask, options?: ResultOptions): Promise<ChildHandle> {
    return this.#parts.children.runWithResult(task, options);
  }

  parallelGroup(options?: GroupOptions): ParallelGroup {
    return this.#parts.children.group(options);
  }

  #target(path: string): string {
    return hostTarget(path, this.workdir, this.#parts.home);
  }

  async #bytesOf(source: CopySource): Promise<ByteSource> {
    if (typeof source === 'string') return { path: source };
    if (source instanceof Uint8Array || !('ref' in source)) return source;
    const bytes = await this.#parts.record.getBlob(source.ref);
    if (bytes === undefined) throw new RangeError(`Nothing is kept under the id ${source.ref}`);
    return bytes;
  }
}

function nameOf(path: string): string {
  return path.slice(path.lastIndexOf('/') + 1) || path;
}
