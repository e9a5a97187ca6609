import type { Readable, Writable } from 'node:stream';

/** A command that runs on a machine, with its streams here. */
export interface Channel {
  readonly stdin: Writable;
  readonly stdout: Readable;
  readonly stderr: Readable;
  /** Resolves when the command ended or the connection to it broke; then without an exit code. */
  readonly ended: Promise<{ exitCode?: number }>;
  /** Ends this side at once; what runs over there reads an end of file. */
  destroy(): void;
}

export interface ChannelOptions {
  signal?: AbortSignal;
  /** Wait for nobody where a machine allows few commands at a time: it ends something. */
  urgent?: boolean;
}

/** Starts words as a command on a machine; nothing in between looks at what is in them. */
export type OpenChannel = (
  argv: readonly [string, ...string[]],
  options?: ChannelOptions,
) => Promise<Channel>;
