import type { CallEntry } from './call-entry.ts';

// A flag of a call is told to everything above it, but only as far as it is news there: a count of
// flagged parts per call makes a thousand flagged calls in a row cost a thousand steps.

interface Flag {
  parts: 'exceptionParts' | 'matchParts';
  own: 'isException' | 'isMatch';
  members: 'exceptions' | 'matches';
}

const exception: Flag = { parts: 'exceptionParts', own: 'isException', members: 'exceptions' };
const match: Flag = { parts: 'matchParts', own: 'isMatch', members: 'matches' };

/** Each returns whether that changed which rows there are. */
export function setException(entry: CallEntry, on: boolean): boolean {
  return setOwn(entry, exception, on);
}

export function setMatch(entry: CallEntry, on: boolean): boolean {
  return setOwn(entry, match, on);
}

/** Takes what a call has told those above it back, before it is put elsewhere. */
export function detach(entry: CallEntry): void {
  for (const flag of [exception, match]) {
    entry.site?.[flag.members].delete(entry);
    if (entry[flag.parts] > 0 && entry.parent !== undefined) add(entry.parent, flag, -1);
  }
}

/** Tells those above a call, after it was put under them. */
export function attach(entry: CallEntry): void {
  for (const flag of [exception, match]) {
    if (entry[flag.parts] === 0) continue;
    entry.site?.[flag.members].add(entry);
    if (entry.parent !== undefined) add(entry.parent, flag, 1);
  }
}

function setOwn(entry: CallEntry, flag: Flag, on: boolean): boolean {
  if (entry[flag.own] === on) return false;
  entry[flag.own] = on;
  add(entry, flag, on ? 1 : -1);
  return true;
}

function add(start: CallEntry, flag: Flag, difference: 1 | -1): void {
  for (let entry: CallEntry | undefined = start; entry !== undefined; entry = entry.parent) {
    const before = entry[flag.parts];
    entry[flag.parts] = before + difference;
    if (before > 0 === before + difference > 0) return;
    if (!entry.isPlaced) return;
    const { site } = entry;
    if (site === undefined) continue;
    if (difference > 0) site[flag.members].add(entry);
    else site[flag.members].delete(entry);
    site.version += 1;
  }
}
