import type { CallNode } from '../../../../timeline/call-node.ts';
import type { RunStore } from '../../store/run-store.ts';
import type { CallEntry } from './call-entry.ts';
import { createFilter, type FilterChoice } from './call-filter.ts';
import { CallTree } from './call-tree.ts';
import { appendFlatRows, type FlatOrder, flatRows } from './flat-order.ts';
import { appendRows, flatten } from './flatten.ts';
import { InFlight } from './in-flight.ts';
import { Openness } from './openness.ts';
import { noRows, type Rows } from './rows.ts';

/** A long list is sorted again at most this often while it grows, in milliseconds. */
const SORT_MS = 500;
const LONG_LIST = 2000;

/** The rows of a run's calls, kept up to date with its store, and what a person made of them. */
export class CallsModel {
  readonly store: RunStore;
  readonly tree: CallTree;
  readonly inFlight = new InFlight();
  readonly openness = new Openness();
  /** The row that has the focus, or had it last. */
  focusedId: string | undefined;
  /** Rows whose card is open. */
  readonly cards = new Set<string>();
  /** Whether the end of the list is kept in sight. */
  isFollowing = false;
  /** Whether long idle times are left out of the lanes. */
  isIdleCollapsed = false;
  /** Grows whenever something about the rows changed. */
  version = 0;
  #rows: Rows = noRows();
  #isStale = true;
  #flat: FlatOrder | undefined;
  #sortedAt = 0;
  #sortLater: ReturnType<typeof setTimeout> | undefined;
  #keptCallId: string | undefined;
  #filterKey = '';
  readonly #listeners = new Set<() => void>();

  constructor(store: RunStore) {
    this.store = store;
    this.tree = new CallTree(store.timeline, store.approvals);
    this.#update(store.timeline.calls);
    store.subscribeChanges(({ calls }) => {
      this.#update(calls);
      this.#tell();
    });
  }

  get rows(): Rows {
    if (this.#isStale) this.#makeRows();
    return this.#rows;
  }

  get flat(): FlatOrder | undefined {
    return this.#flat;
  }

  readonly subscribe = (listener: () => void): (() => void) => {
    this.#listeners.add(listener);
    return () => this.#listeners.delete(listener);
  };

  setFilter(choice: FilterChoice): void {
    const key = JSON.stringify([choice.tones, choice.query.trim(), choice.line]);
    if (key === this.#filterKey) return;
    this.#filterKey = key;
    this.tree.setFilter(createFilter(choice));
    this.restructure();
  }

  /** An order makes the list flat; undefined makes it a tree. */
  setFlat(order: FlatOrder | undefined): void {
    if (order === this.#flat) return;
    this.#flat = order;
    this.restructure();
  }

  /** Keeps a call visible when its siblings fold. */
  keep(callId: string | undefined): void {
    if (callId === this.#keptCallId) return;
    const before = this.#keptCallId === undefined ? undefined : this.tree.entry(this.#keptCallId);
    this.#keptCallId = callId;
    const after = callId === undefined ? undefined : this.tree.entry(callId);
    if (before?.site?.isGroup || after?.site?.isGroup) this.restructure();
  }

  /** Opens everything above a call. */
  reveal(entry: CallEntry): void {
    for (let above = entry.parent; above !== undefined; above = above.parent) {
      if (this.openness.ofCall(above, depthOf(above)) === 'closed') {
        this.openness.set(above.id, 'all');
      }
    }
    for (let below: CallEntry | undefined = entry; below !== undefined; below = below.parent) {
      const { site } = below;
      if (!site?.isGroup) continue;
      const mode = this.openness.ofSite(site, depthOf(below), this.tree.isFiltered);
      const isListed = mode === 'all' || (mode === 'exceptions' && site.exceptions.has(below));
      if (isListed || (below === entry && mode === 'some')) continue;
      this.openness.set(site.id, site.exceptions.has(below) ? 'exceptions' : 'all');
    }
    if (!this.openness.isRunOpen()) this.openness.set('run', 'all');
    this.restructure();
  }

  /** Rows have to be made anew. */
  restructure(): void {
    this.#isStale = true;
    this.#tell();
  }

  /** Something that is drawn changed, but not which rows there are. */
  touch(): void {
    this.#tell();
  }

  #tell(): void {
    this.version += 1;
    for (const listener of [...this.#listeners]) listener();
  }

  #update(calls: Iterable<CallNode>): void {
    const change = this.tree.update(calls);
    const runEndedAt = this.store.timeline.run.endedAt;
    for (const { callId } of calls) {
      const entry = this.tree.entry(callId);
      if (entry !== undefined) this.inFlight.update(entry, runEndedAt);
    }
    if (this.#flat !== undefined) {
      const isAppended =
        this.#flat === 'start' &&
        !this.#isStale &&
        !this.tree.isFiltered &&
        !change.isReordered &&
        appendFlatRows(this.#rows, this.tree.all);
      if (!isAppended) this.#sort();
    } else if (change.isRestructured) this.#isStale = true;
    else if (change.appended.length > 0 && !this.#isStale) {
      this.#isStale = !appendRows(this.#rows, change.appended, this.#options());
    }
  }

  #sort(): void {
    const wait = this.#sortedAt + SORT_MS - performance.now();
    if (this.tree.all.length < LONG_LIST || wait <= 0) {
      this.#isStale = true;
      return;
    }
    this.#sortLater ??= setTimeout(() => {
      this.#sortLater = undefined;
      this.restructure();
    }, wait);
  }

  #makeRows(): void {
    this.#isStale = false;
    if (this.#flat === undefined) {
      this.#rows = flatten(this.#options());
      return;
    }
    const { all, isFiltered } = this.tree;
    this.#rows = flatRows(all, this.#flat, isFiltered, this.store.now());
    this.#sortedAt = performance.now();
  }

  #options(): Parameters<typeof flatten>[0] {
    const kept = this.#keptCallId === undefined ? undefined : this.tree.entry(this.#keptCallId);
    return { tree: this.tree, openness: this.openness, kept };
  }
}

/** Depth of a call's row, its groups counted, in a tree that shows it. */
function depthOf(entry: CallEntry): number {
  let depth = 0;
  for (let at: CallEntry | undefined = entry; at !== undefined; at = at.parent) {
    depth += at.site?.isGroup ? 2 : 1;
  }
  return depth;
}

const models = new WeakMap<RunStore, CallsModel>();

/** The model of a store: one, however many regions come and go. */
export function callsModelOf(store: RunStore): CallsModel {
  let model = models.get(store);
  if (model === undefined) {
    model = new CallsModel(store);
    models.set(store, model);
  }
  return model;
}
