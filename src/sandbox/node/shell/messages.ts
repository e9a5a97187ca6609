import type { FileOperation } from '../../common/file-operations.ts';
import type { ScriptInvocation } from '../../common/guest-messages.ts';

/** Kinds of frames between the host and a shell process; their form is that of all frames. */
export const SHELL_FRAME = {
  /** To the host, empty: the library is loaded and rights are given up. */
  ready: 1,
  /** To the shell: JSON `ShellOrder`. */
  run: 2,
  /** To the shell, empty: end the run under way. */
  stop: 3,
  /** To the host: something the shell needs: u32 length of JSON, JSON `ShellRequest`, bytes. */
  request: 4,
  /** To the shell: the answer: u32 length of JSON, JSON `{id, ok, …}`, bytes. */
  reply: 5,
  /** To the host: JSON `{id}`; the shell has no use for the answer any more. */
  giveUp: 6,
  /** To the host: bytes written to stdout. */
  stdout: 7,
  /** To the host: bytes written to stderr. */
  stderr: 8,
  /** To the host: JSON `{dropped}`: bytes over the limit. */
  outputCut: 9,
  /** To the host: JSON `ShellEnd`; the run is over. */
  ended: 10,
} as const;

/** What the host tells a shell process at its start, as JSON in its first argument. */
export interface ShellConfig {
  /** The shell library, one file. */
  libraryFile: string;
  /** Whether requests to the network are answered: then there is `curl`. */
  network: boolean;
  /** Resident memory of the whole process, in bytes, at which it ends itself. */
  residentBytes: number;
}

/** A command line to run. */
export interface ShellOrder {
  command: string;
  /** Bytes it may write to stdout and stderr together. */
  outputBytes: number;
  /** Where a shell begins if there is none from an earlier run. */
  state: ShellState;
}

/** What outlives a shell. */
export interface ShellState {
  cwd: string;
  /** Exported variables. */
  env: Record<string, string>;
}

export interface ShellEnd {
  exitCode: number;
  /** The shell's, if it is still there and will go on with the next run. */
  state?: ShellState;
}

/** Something the shell process cannot do by itself. Bytes that belong to it come along. */
export type ShellRequest =
  | { kind: 'file'; operation: FileOperation }
  /** Bytes: standard input. Answer: `{exitCode, stdoutBytes}`, bytes of stdout, then of stderr. */
  | { kind: 'python'; invocation: ScriptInvocation }
  /** Answer: `{stdout, stderr, exitCode}`. */
  | { kind: 'pip'; args: string[]; cwd: string; env: Record<string, string> }
  /** Bytes: the body. Answer: `{url, status, reason, headers}`, bytes of the body. */
  | { kind: 'fetch'; url: string; method: string; headers: [string, string][] };

/** Most that one command hands on to the next, to a file or to the output, in bytes. */
export const PIPE_BYTES: number = 32 * 1024 * 1024;
/** Largest file that a command of the shell reads or writes, in bytes. */
export const SHELL_FILE_BYTES: number = 64 * 1024 * 1024;
/** Longest path, as on most systems, in characters. */
export const LONGEST_PATH = 4096;
/** Largest JSON part of a frame from the shell, in bytes. */
export const SHELL_JSON_BYTES: number = 4 * 1024 * 1024;
