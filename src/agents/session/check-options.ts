import { HostError } from '../../hosts/host-error.ts';
import { DELIVERABLES_FOLDER } from '../../protocol/log-channel/deliverable-path.ts';
import type { SessionOptions } from '../session-options.ts';
import { INBOX_FILE } from './prepare-workdir.ts';

const PROCESS_ID = /^[A-Za-z0-9][A-Za-z0-9._-]{0,99}$/;

/**
 * Checks what a session is run with before anything is done.
 *
 * @throws TypeError, RangeError, or HostError `unsafe_path` for names that are no safe names of files.
 */
export function checkOptions({ processId, body, command, logFile }: SessionOptions): void {
  if ((body === undefined) === (command === undefined)) {
    throw new TypeError('A session needs either a body or a command');
  }
  if (!PROCESS_ID.test(processId)) {
    throw new HostError(
      'unsafe_path',
      `The process id ${JSON.stringify(processId)} can't be a folder's name; use up to 100 letters, digits, ".", "_" and "-", a letter or digit first`,
    );
  }
  if (logFile !== undefined && !isPlainName(logFile)) {
    throw new HostError(
      'unsafe_path',
      `The log ${JSON.stringify(logFile)} must be a file's name in the workdir, and no other file of the session`,
    );
  }
}

/** One name, so that no folder on the way to it can be replaced. */
function isPlainName(name: string): boolean {
  const taken = ['', '.', '..', '.causeway', INBOX_FILE, DELIVERABLES_FOLDER];
  return !taken.includes(name) && !/[/\0\n]/.test(name) && name.length <= 255;
}
