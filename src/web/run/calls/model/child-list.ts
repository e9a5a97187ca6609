import type { CallEntry } from './call-entry.ts';
import { CallSite, GROUP_OVER } from './call-site.ts';

/** What stands for a call below its parent: itself, or the group it belongs to. */
export type ChildItem = CallEntry | CallSite;

/** The children of one call, or those at the top, with those of one line and tool in one item. */
export class ChildList {
  readonly parent: CallEntry | undefined;
  readonly #sites = new Map<string, CallSite>();
  #items: ChildItem[] = [];
  /** Position of the call that was added last. */
  #last = 0;

  constructor(parent: CallEntry | undefined) {
    this.parent = parent;
  }

  get items(): readonly ChildItem[] {
    return this.#items;
  }

  /** Whether a call belongs behind all that are here. */
  isNext(entry: CallEntry): boolean {
    return entry.call.position > this.#last;
  }

  /** Adds the next call. Returns what it changed: one item more, only a group, or several items. */
  add(entry: CallEntry): 'item' | 'group' | 'items' {
    this.#last = entry.call.position;
    const { tool, line } = entry.call;
    if (tool === undefined) {
      this.#items.push(entry);
      return 'item';
    }
    const key = `${line ?? ''} ${tool}`;
    let site = this.#sites.get(key);
    if (site === undefined) {
      site = new CallSite(this.parent, tool, line);
      this.#sites.set(key, site);
    }
    site.add(entry);
    if (site.members.length <= GROUP_OVER) {
      this.#items.push(entry);
      return 'item';
    }
    if (site.members.length > GROUP_OVER + 1) return 'group';
    this.#fold(site);
    return 'items';
  }

  /** Starts anew with these calls, in order. */
  rebuild(entries: Iterable<CallEntry>): void {
    this.#items = [];
    this.#last = 0;
    for (const site of this.#sites.values()) site.clear();
    for (const entry of entries) {
      entry.site = undefined;
      this.add(entry);
    }
  }

  /** Puts a group in the place of its first member. */
  #fold(site: CallSite): void {
    const items: ChildItem[] = [];
    let isPlaced = false;
    for (const item of this.#items) {
      if (item.kind === 'site' || item.site !== site) items.push(item);
      else if (!isPlaced) {
        items.push(site);
        isPlaced = true;
      }
    }
    this.#items = items;
  }
}
