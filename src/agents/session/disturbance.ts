import type { FollowedFile, LogDisturbed } from '../../protocol/events/log.ts';

const MEANINGS: Readonly<Record<LogDisturbed['change'], string>> = {
  truncated: 'got shorter; what was written before that and not read is lost',
  replaced: 'was replaced by another file, which is read from its beginning',
  rewritten: 'was written over; it is read again from its beginning',
  missing: 'is not there; it is read when it is there again',
  unreadable: 'may not be read by the user who follows it; it is read when it may be',
  cut: 'has a line that is longer than is read; the rest of the line is left out',
};

/** The event that tells of a file which was not only appended to. */
export function disturbance(file: FollowedFile, change: LogDisturbed['change']): LogDisturbed {
  const name = file === 'log' ? 'The log' : `The file of ${file}`;
  return { type: 'log.disturbed', file, change, message: `${name} ${MEANINGS[change]}.` };
}
