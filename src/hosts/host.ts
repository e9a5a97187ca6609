import type { CommandOptions, CommandResult, HostCommand } from './command.ts';
import type { ConnectionChange, HostFacts, Tunnel } from './connection.ts';
import type { DownloadOptions, DownloadResult } from './download.ts';
import type {
  ByteSource,
  Capture,
  CaptureRequest,
  FetchOptions,
  PutOptions,
  PutResult,
} from './files.ts';
import type { Follower, FollowOptions } from './follower.ts';
import type { HostProcess, LaunchRequest, ProcessRecord } from './process.ts';
import type { Workdir, WorkdirOptions } from './workdir.ts';

/**
 * A machine that agent programs run on. Paths are absolute on that machine, or begin with `~/`;
 * every failure is a HostError with a stable code. Each implementation passes the same contract suite.
 */
export interface Host extends AsyncDisposable {
  readonly kind: 'local' | 'ssh';
  /** As people name it: `local`, or what `ssh` is told. */
  readonly name: string;

  /**
   * Reaches the machine and finds out what it offers. May be called again, also after the connection
   * broke; every other method connects by itself.
   *
   * Rejects with `host_unknown`, `host_refused`, `host_key_changed`, `host_key_unknown`,
   * `host_unreachable`, `no_shell`, `no_ssh`.
   */
  connect(options?: { signal?: AbortSignal }): Promise<HostFacts>;

  /** Called with each change of the connection; returns what ends that. Never for a local host. */
  onConnection(listener: (change: ConnectionChange) => void): () => void;

  /** Makes, or takes over, the folder of a task, so that no other driver uses it. */
  openWorkdir(options: WorkdirOptions): Promise<Workdir>;

  /** Runs a command to its end. Resolves whatever its exit code; `command_failed` where `check` is set. */
  run(command: HostCommand, options?: CommandOptions): Promise<CommandResult>;

  /**
   * Starts a program in a process group of its own, with its output in files, so that it goes on
   * without this process and without the connection.
   */
  launch(request: LaunchRequest): Promise<HostProcess>;

  /** Finds a launched program again, running or ended. */
  attach(record: ProcessRecord): Promise<HostProcess>;

  /** Follows a file that others append to. */
  follow(path: string, options?: FollowOptions): Follower;

  /** Writes a small file whole: it is there with all its bytes, or as it was before. */
  writeFile(
    path: string,
    content: Uint8Array | string,
    options?: { mode?: number; exclusive?: boolean },
  ): Promise<void>;

  /** Adds to the end of a file in one write; makes the file where there is none. */
  appendFile(path: string, content: string): Promise<void>;

  /** Copies a file to the machine; what arrived is checked against its SHA-256. */
  put(source: ByteSource, target: string, options?: PutOptions): Promise<PutResult>;

  /** Reads a regular file whole. Rejects with `file_too_large` above the cap. */
  fetch(path: string, options?: FetchOptions): Promise<Uint8Array>;

  /**
   * Takes a copy of a regular file strictly inside a folder that an untrusted program writes to, read
   * through the descriptor it was opened by: links, devices and swaps are refused, never followed.
   */
  capture(request: CaptureRequest): Promise<Capture>;

  /**
   * Absolute paths that match a shell pattern (`*`, `?`, `**`, `[]`), sorted. A `**` at the end is
   * everything below the folder, which is not among it.
   */
  glob(pattern: string, options: { cwd: string }): Promise<string[]>;

  /** A folder as a gzipped tar stream. */
  archive(
    folder: string,
    options?: { exclude?: readonly string[]; signal?: AbortSignal },
  ): AsyncIterable<Uint8Array>;

  /** Unpacks such a stream into a folder; nothing lands outside of it. */
  restore(
    source: AsyncIterable<Uint8Array>,
    folder: string,
    options?: { signal?: AbortSignal },
  ): Promise<void>;

  /** Makes a port of the machine reachable from here. */
  forward(remotePort: number): Promise<Tunnel>;

  /** Makes a port of this process's machine reachable on that one, on its loopback address. */
  expose(localPort: number, options?: { remotePort?: number }): Promise<Tunnel>;

  /** Has the machine download a URL to a file. */
  download(url: string, target: string, options?: DownloadOptions): Promise<DownloadResult>;

  /** Removes a file or a folder with what is in it; links are removed, not followed. */
  remove(path: string): Promise<void>;

  /** Ends the connection. Launched programs go on. May be called twice. */
  close(): Promise<void>;
}
