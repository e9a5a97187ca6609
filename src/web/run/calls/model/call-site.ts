import type { CallTone } from '../../store/selection.ts';
import type { CallEntry } from './call-entry.ts';
import { median } from './median.ts';

/** With more siblings of one line and tool than this, they are one row. */
export const GROUP_OVER = 5;

/** How many calls stand how. */
export type Tallies = Record<CallTone, number>;

export function noTallies(): Tallies {
  return {
    applied: 0,
    running: 0,
    waiting: 0,
    error: 0,
    unknown: 0,
    not_started: 0,
    cancelled: 0,
  };
}

/** Calls of one line and tool under one parent, in the order of their begins. */
export class CallSite {
  readonly kind = 'site';
  readonly id: string;
  readonly tool: string;
  readonly line: number | undefined;
  readonly parent: CallEntry | undefined;
  readonly members: CallEntry[] = [];
  readonly tallies: Tallies = noTallies();
  /** Members that are exceptions or hold some. */
  readonly exceptions = new Set<CallEntry>();
  /** Members that the filter lets through, or that hold some. */
  readonly matches = new Set<CallEntry>();
  bytes = 0;
  /** Grows with every change of a member. */
  version = 0;
  #median: { version: number; value: number | undefined } = { version: -1, value: undefined };
  #inOrder: { version: number; entries: CallEntry[] } = { version: -1, entries: [] };

  constructor(parent: CallEntry | undefined, tool: string, line: number | undefined) {
    this.id = `g:${parent?.call.callId ?? ''}:${line ?? ''}:${tool}`;
    this.parent = parent;
    this.tool = tool;
    this.line = line;
  }

  get isGroup(): boolean {
    return this.members.length > GROUP_OVER;
  }

  add(entry: CallEntry): void {
    entry.site = this;
    this.members.push(entry);
    this.tallies[entry.tone] += 1;
    this.bytes += entry.bytes;
    if (entry.exceptionParts > 0) this.exceptions.add(entry);
    if (entry.matchParts > 0) this.matches.add(entry);
    this.version += 1;
  }

  /** Forgets its members, to be given them again. */
  clear(): void {
    this.members.length = 0;
    Object.assign(this.tallies, noTallies());
    this.exceptions.clear();
    this.matches.clear();
    this.bytes = 0;
    this.version += 1;
  }

  /** Members to show although the others are folded, in order. */
  get exceptionsInOrder(): readonly CallEntry[] {
    if (this.#inOrder.version !== this.version) {
      const entries = [...this.exceptions].sort((a, b) => a.call.position - b.call.position);
      this.#inOrder = { version: this.version, entries };
    }
    return this.#inOrder.entries;
  }

  /** Median duration of the members that ended, in milliseconds. */
  get medianMs(): number | undefined {
    if (this.#median.version !== this.version) {
      this.#median = { version: this.version, value: median(durations(this.members)) };
    }
    return this.#median.value;
  }
}

function durations(members: readonly CallEntry[]): Float64Array {
  const found = new Float64Array(members.length);
  let count = 0;
  for (const { call } of members) {
    if (call.durationMs !== undefined) found[count++] = call.durationMs;
  }
  return found.subarray(0, count);
}
