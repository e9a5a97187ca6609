import type { CallNode } from '../../../../timeline/call-node.ts';
import type { Timeline } from '../../../../timeline/timeline.ts';
import type { ApprovalIndex } from '../../store/approval-index.ts';
import { isException, toneOf } from '../../store/call-tone.ts';
import { valueBytes } from '../../store/value-bytes.ts';
import { type CallEntry, createEntry } from './call-entry.ts';
import { noTallies, type Tallies } from './call-site.ts';
import { ChildList } from './child-list.ts';
import { attach, detach, setException, setMatch } from './flags.ts';

/** What a batch of changed calls did to the rows. */
export interface TreeChange {
  /** Rows came, went or moved otherwise than by `appended`. */
  isRestructured: boolean;
  /** Calls that were there came to another place. */
  isReordered: boolean;
  /** Calls that became the last item of their list, in order. */
  appended: CallEntry[];
}

/**
 * The calls of a run arranged for drawing: siblings of one line and tool as groups, exceptions known
 * from far above, tallies counted. It follows the timeline by the calls that changed, so that a
 * batch costs what it brings and not what is there.
 */
export class CallTree {
  readonly top = new ChildList(undefined);
  readonly tallies: Tallies = noTallies();
  readonly #timeline: Timeline;
  readonly #approvals: ApprovalIndex;
  readonly #entries = new Map<CallNode, CallEntry>();
  /** Entries in the order in which they were first seen. */
  readonly all: CallEntry[] = [];
  /** Entries that a person should look at, in the order in which that was seen. */
  readonly exceptions = new Set<CallEntry>();
  #filter: ((entry: CallEntry) => boolean) | undefined;

  constructor(timeline: Timeline, approvals: ApprovalIndex) {
    this.#timeline = timeline;
    this.#approvals = approvals;
  }

  entry(callId: string): CallEntry | undefined {
    const call = this.#timeline.callsById.get(callId);
    return call === undefined ? undefined : this.#entries.get(call);
  }

  get isFiltered(): boolean {
    return this.#filter !== undefined;
  }

  /** Which calls the rows are of; undefined means all. */
  setFilter(filter: ((entry: CallEntry) => boolean) | undefined): void {
    this.#filter = filter;
    for (const entry of this.all) setMatch(entry, filter?.(entry) ?? false);
  }

  update(calls: Iterable<CallNode>): TreeChange {
    const change: TreeChange = { isRestructured: false, isReordered: false, appended: [] };
    const stale = new Set<ChildList>();
    for (const call of calls) {
      const entry = this.#entryOf(call);
      const parent = call.parent === undefined ? undefined : this.#entryOf(call.parent);
      const isMoved = entry.isPlaced && (entry.parent !== parent || !this.#isInItsSite(entry));
      const flipped = this.#refresh(entry);
      if (flipped) change.isRestructured = true;
      if (entry.isPlaced && !isMoved) continue;
      if (isMoved) stale.add(this.#listOf(entry.parent));
      this.#place(entry, parent, change, stale);
    }
    for (const list of stale) {
      list.rebuild(this.#childrenOf(list.parent));
      change.isRestructured = true;
      change.isReordered = true;
    }
    return change;
  }

  #place(
    entry: CallEntry,
    parent: CallEntry | undefined,
    change: TreeChange,
    stale: Set<ChildList>,
  ): void {
    const list = this.#listOf(parent);
    if (entry.isPlaced) detach(entry);
    entry.parent = parent;
    entry.isPlaced = true;
    if (!stale.has(list) && list.isNext(entry)) {
      const added = list.add(entry);
      if (added === 'item') change.appended.push(entry);
      // A group shows the exceptions and matches among its members as rows of their own.
      else if (added === 'items' || entry.exceptionParts > 0 || this.isFiltered) {
        change.isRestructured = true;
      }
    } else {
      stale.add(list);
    }
    attach(entry);
  }

  /** Takes over what the call says now. Returns whether that changes which rows there are. */
  #refresh(entry: CallEntry): boolean {
    const { call, site } = entry;
    const tone = toneOf(call, this.#approvals);
    const bytes = valueBytes(call.args) + valueBytes(call.result);
    if (!entry.isPlaced) this.tallies[tone] += 1;
    else if (tone !== entry.tone) {
      this.tallies[entry.tone] -= 1;
      this.tallies[tone] += 1;
    }
    if (site !== undefined) {
      site.tallies[entry.tone] -= 1;
      site.tallies[tone] += 1;
      site.bytes += bytes - entry.bytes;
      site.version += 1;
    }
    entry.tone = tone;
    entry.revision = call.revision;
    entry.bytes = bytes;
    const isFlipped = setException(entry, isException(tone));
    if (isFlipped && entry.isException) this.exceptions.add(entry);
    else if (isFlipped) this.exceptions.delete(entry);
    return setMatch(entry, this.#filter?.(entry) ?? false) || isFlipped;
  }

  #entryOf(call: CallNode): CallEntry {
    const known = this.#entries.get(call);
    if (known !== undefined) return known;
    const entry = createEntry(call);
    this.#entries.set(call, entry);
    this.all.push(entry);
    return entry;
  }

  #isInItsSite({ call, site }: CallEntry): boolean {
    return site?.tool === call.tool;
  }

  #listOf(parent: CallEntry | undefined): ChildList {
    if (parent === undefined) return this.top;
    parent.children ??= new ChildList(parent);
    return parent.children;
  }

  *#childrenOf(parent: CallEntry | undefined): Generator<CallEntry> {
    for (const call of parent?.call.children ?? this.#timeline.roots) {
      const entry = this.#entryOf(call);
      // One that the batch brings later is placed when its turn comes.
      if (entry.isPlaced && entry.parent === parent) yield entry;
    }
  }
}
