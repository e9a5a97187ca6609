import { HostError } from '../host-error.ts';
import type { LaunchRequest } from '../process.ts';

/**
 * The error for a launch that a runner refused. It tells what it failed at, the number of the
 * system's error, and its text.
 */
export function launchFault(request: LaunchRequest, facts: readonly string[]): HostError {
  const [at = '', , ...rest] = facts;
  const why = rest.join(' ');
  const missing = /no such file|not found/i.test(why);
  if (at === 'cwd') {
    const fix = missing ? 'make it first' : why;
    return new HostError('folder_missing', `Cannot work in ${show(request.cwd)}: ${fix}`);
  }
  if (at === 'program') {
    const program = show(request.command[0]);
    if (missing) {
      return new HostError(
        'program_missing',
        `No program ${program} on the host, or what its first line names is missing; install it there or give its whole path`,
      );
    }
    return new HostError('no_permission', `Cannot start ${program}: ${why}; is it executable?`);
  }
  const folder = show(request.stateFolder);
  if (at === 'taken') {
    return new HostError(
      'file_exists',
      `${folder} has what another launch keeps; give each launch a folder of its own`,
    );
  }
  if (/no space|quota/i.test(why)) {
    return new HostError('no_disk', `No room to launch a program with ${folder}: ${why}`);
  }
  if (/permission|read-only/i.test(why)) {
    return new HostError('no_permission', `Cannot write to ${folder}: ${why}`);
  }
  return new HostError('command_failed', `Cannot launch ${show(request.command[0])}: ${why}`);
}

function show(text: string): string {
  return JSON.stringify(text);
}
