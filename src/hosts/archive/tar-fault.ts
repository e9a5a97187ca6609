import { HostError } from '../host-error.ts';

/**
 * What the exit code and the complaints of a `tar` that ran with `LC_ALL=C` mean; undefined when it
 * did its work. Files that changed while they were packed are no failure.
 */
export function tarFault(
  exitCode: number | null | undefined,
  complaint: string,
  doing: string,
  folder: string,
): HostError | undefined {
  if (exitCode === 0) return undefined;
  const lines = complaint.trim().split('\n');
  if (exitCode === 1 && lines.every((line) => CHANGED.test(line))) return undefined;
  const reason = lines[0] || `tar ended with ${exitCode ?? 'a signal'}.`;
  const code = FULL.test(complaint) ? 'no_disk' : 'io_failed';
  return new HostError(code, `Cannot ${doing} ${JSON.stringify(folder)}: ${reason}`);
}

const CHANGED = /: file (?:changed|removed|shrank)/i;
/** GNU tar gives no reason where only part of a block went to the disk. */
const FULL = /No space left on device|Disk quota exceeded|Wrote only \d+ of \d+ bytes/;
