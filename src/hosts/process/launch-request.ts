import { HostError } from '../host-error.ts';
import type { LaunchRequest } from '../process.ts';

const VARIABLE_NAME = /^[A-Za-z_][A-Za-z0-9_]*$/;

/**
 * A launch request as lines that each of the runners can read: a key, a blank and a value in which a
 * backslash and a line end are escapes. It goes to standard input, because the words of a command can
 * be read by everybody on the machine.
 *
 * @throws HostError `command_failed` for what no program can be given.
 */
export function encodeRequest(request: LaunchRequest, mark: string): string {
  const lines = [
    ['mark', mark],
    ['state', request.stateFolder],
    ['cwd', request.cwd],
    // Some programs believe it rather than ask the system where they are.
    ['env', pair('PWD', request.cwd)],
    ...Object.entries(request.env ?? {}).map(([name, value]) => ['env', pair(name, value)]),
    ...request.command.map((word) => ['arg', word]),
  ];
  return `${lines.map(([key = '', value = '']) => `${key} ${encode(key, value)}\n`).join('')}go\n`;
}

function pair(name: string, value: string): string {
  if (!VARIABLE_NAME.test(name)) {
    const shown = JSON.stringify(name);
    throw new HostError('command_failed', `${shown} is no name of a variable; use A-Z, 0-9 and _`);
  }
  return `${name}=${value}`;
}

function encode(key: string, value: string): string {
  if (value.includes('\0') || !value.isWellFormed()) {
    throw new HostError(
      'command_failed',
      `A program can't be given a NUL or half a character, which ${key} ${JSON.stringify(value)} has`,
    );
  }
  return value.replaceAll('\\', '\\\\').replaceAll('\n', '\\n');
}
