import type { CommandResult, HostCommand } from './command.ts';
import { HostError } from './host-error.ts';

/**
 * Throws for a command that did not succeed.
 *
 * @throws HostError `command_timed_out`, `command_failed`.
 */
export function checkCommand(command: HostCommand, result: CommandResult, timeoutMs: number): void {
  const shown = showCommand(command);
  if (result.timedOut) {
    throw new HostError(
      'command_timed_out',
      `${shown} did not end within ${timeoutMs} ms; allow it more with timeoutMs`,
    );
  }
  if (result.exitCode === 0) return;
  const how = result.signal ? `was ended by ${result.signal}` : `ended with ${result.exitCode}`;
  const said = result.stderr.trim().split('\n').at(-1) ?? '';
  throw new HostError('command_failed', `${shown} ${how}${said && `: ${said.slice(0, 500)}`}`);
}

/** The error for a command that its caller gave up. */
export function commandAborted(command: HostCommand): HostError {
  return new HostError('aborted', `${showCommand(command)} was called off`);
}

function showCommand(command: HostCommand): string {
  const text = 'shell' in command ? command.shell : command.join(' ');
  return JSON.stringify(text.length > 200 ? `${text.slice(0, 200)}…` : text);
}
