import { constants } from 'node:os';
import type { CommandOptions, CommandResult, HostCommand } from '../command.ts';
import { checkCommand, commandAborted } from '../command-faults.ts';
import { HostError } from '../host-error.ts';
import { hostPath } from '../host-path.ts';
import { BoundedText } from './bounded-text.ts';
import { commandText } from './command-text.ts';
import type { Connection } from './connection.ts';
import { execute } from './execute.ts';

const TIMEOUT_MS = 60_000;
const OUTPUT_BYTES = 1024 * 1024;

/** Runs a command over there to its end. */
export async function runCommand(
  connection: Connection,
  command: HostCommand,
  options: CommandOptions = {},
): Promise<CommandResult> {
  const { env = {}, stdin, check = false, timeoutMs = TIMEOUT_MS, signal } = options;
  const argv: readonly [string, ...string[]] =
    'shell' in command ? ['sh', '-c', command.shell] : command;
  checkNames(env);
  const { home } = await connection.facts(signal);
  const cwd = hostPath(options.cwd ?? home, home);
  const limit = options.maxOutputBytes ?? OUTPUT_BYTES;
  const out = new BoundedText(limit);
  const err = new BoundedText(limit);
  const began = performance.now();
  const ending = await execute(connection, {
    text: (mark) => commandText({ argv, cwd, env }, mark),
    input: typeof stdin === 'string' ? Buffer.from(stdin) : stdin,
    onOutput: (piece) => out.push(piece),
    onErrorOutput: (piece) => err.push(piece),
    timeoutMs,
    once: true,
    signal,
  });
  const program = JSON.stringify(argv[0]);
  if (ending.how === 'aborted') {
    throw commandAborted(command);
  }
  if (ending.how === 'closed') throw connection.closed();
  if (ending.how === 'broken') {
    throw new HostError(
      'host_unreachable',
      `The connection broke while ${program} ran; it may go on over there, so look before running it again`,
    );
  }
  const result: CommandResult = {
    ...(ending.how === 'ended' ? readWord(ending.word, program, cwd) : {}),
    stdout: out.toString(),
    stderr: err.toString(),
    timedOut: ending.how === 'timed_out',
    truncated: out.truncated || err.truncated,
    durationMs: performance.now() - began,
  };
  if (check) checkCommand(command, result, timeoutMs);
  return result;
}

function checkNames(env: Readonly<Record<string, string>>): void {
  for (const name of Object.keys(env)) {
    if (!/^[A-Za-z_][A-Za-z0-9_]*$/.test(name)) {
      throw new HostError(
        'command_failed',
        `${JSON.stringify(name)} is no name of a variable; use A-Z, 0-9 and _`,
      );
    }
  }
}

function readWord(
  word: string,
  program: string,
  cwd: string,
): Pick<CommandResult, 'exitCode' | 'signal'> {
  const [how, number] = word.split(' ');
  switch (how) {
    case 'exit':
      return { exitCode: Number(number) };
    case 'signal':
      return { signal: signalName(Number(number)) };
    case 'folder':
      throw new HostError(
        'folder_missing',
        `Cannot work in ${JSON.stringify(cwd)}: it is not there, or not open to this user; make it first`,
      );
    case 'missing':
      throw new HostError(
        'program_missing',
        `No program ${program} on the host; install it there or give its whole path`,
      );
    default:
      throw new HostError('no_permission', `Cannot start ${program}: is it executable?`);
  }
}

function signalName(number: number): string {
  const found = Object.entries(constants.signals).find(([, value]) => value === number);
  return found ? found[0] : `SIG${number}`;
}
