import type { Stop } from '../evaluation.ts';
import { describeSandboxEnd, type SandboxEnd } from '../sandbox-end.ts';
import { SHELL_RESIDENT_BYTES } from './shell-process.ts';

/** What came of a command line. */
export interface ShellResult {
  /** Always empty; the published protocol has it. */
  events: [];
  stdout: string;
  stderr: string;
  /** Both, in the order in which commands wrote them. */
  output: string;
  /** As a shell has it; 124 when time ran out, 130 when it was cancelled, 137 when it was killed. */
  exitCode: number;
  /** `TimeoutError`, `CancelledError`, `ShellDied` or `SandboxDied`: what ended the run from outside. */
  error?: string;
  /** One sentence on that; also the last line of `stderr`. */
  message?: string;
  /** What it took to end a run that was stopped: a process, of the shell or Python, was killed, or not. */
  stoppedBy?: 'interrupt' | 'kill';
  /** Facts to know, one sentence each; also lines of `stderr`. */
  notes?: string[];
}

const EXIT = { timed_out: 124, cancelled: 130, killed: 137 } as const;

interface Parts {
  output: { stdout: string; stderr: string; output: string };
  /** The exit status, or a sentence on how the shell died. */
  exit: number | string;
  stop: Stop | null;
  /** How the session itself ended, if it did. */
  sandboxEnd: SandboxEnd | null;
  notes: string[];
}

export function shellResult({ output, exit, stop, sandboxEnd, notes }: Parts): ShellResult {
  const told = describe(exit, stop, sandboxEnd);
  const lines = [...notes, ...(told.message === undefined ? [] : [told.message])];
  const added = lines.map((line) => `causeway: ${line}\n`).join('');
  return {
    events: [],
    stdout: output.stdout,
    stderr: withLines(output.stderr, added),
    output: withLines(output.output, added),
    ...told,
    ...(stop !== null && { stoppedBy: stop.by }),
    ...(notes.length > 0 && { notes }),
  };
}

/** A run that was cancelled before its turn came. */
export function cancelledShellResult(): ShellResult {
  const message = 'the run was cancelled before it began';
  const output = { stdout: '', stderr: '', output: '' };
  const stop: Stop = { reason: 'cancelled', message, by: 'interrupt' };
  return shellResult({ output, exit: EXIT.cancelled, stop, sandboxEnd: null, notes: [] });
}

function describe(
  exit: number | string,
  stop: Stop | null,
  sandboxEnd: SandboxEnd | null,
): Pick<ShellResult, 'exitCode' | 'error' | 'message'> {
  if (stop !== null) {
    const error = stop.reason === 'timed_out' ? 'TimeoutError' : 'CancelledError';
    const lost = sandboxEnd === null ? '' : `; ${describeSandboxEnd(sandboxEnd)}`;
    return { exitCode: EXIT[stop.reason], error, message: `${stop.message}${lost}` };
  }
  if (sandboxEnd !== null) {
    const message = describeSandboxEnd(sandboxEnd);
    return {
      exitCode: typeof exit === 'number' ? exit : EXIT.killed,
      error: 'SandboxDied',
      message,
    };
  }
  if (typeof exit === 'number') return { exitCode: exit };
  return { exitCode: EXIT.killed, error: 'ShellDied', message: exit };
}

function withLines(text: string, lines: string): string {
  if (lines === '') return text;
  return text === '' || text.endsWith('\n') ? text + lines : `${text}\n${lines}`;
}

/** One sentence on how a shell process ended; the session's files and Python are not touched by it. */
export function describeShellEnd({ reason, detail }: SandboxEnd): string {
  const bound = (SHELL_RESIDENT_BYTES / 1024 / 1024).toLocaleString('en');
  switch (reason) {
    case 'memory':
      return `the shell used more memory than the ${bound} MiB it has; the next run starts another`;
    case 'closed':
      return 'the session was closed';
    case 'killed':
      return 'the shell did not stop when asked and was killed; the next run starts another';
    case 'protocol':
      return `the shell sent what it never sends: ${detail}`;
    default:
      return `the shell ended unexpectedly${detail === '' ? '' : `: ${detail}`}; the next run starts another`;
  }
}
