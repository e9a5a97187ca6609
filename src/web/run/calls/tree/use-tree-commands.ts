import { type RefObject, useCallback, useRef } from 'react';
import { formatRunUrl, type Selection } from '../../store/selection.ts';
import type { SelectionStore } from '../../store/selection-store.ts';
import { useSelection } from '../../store/use-run.ts';
import { callSegments } from '../lanes/call-segments.ts';
import { clampWindow, zoomWindow } from '../lanes/time-window.ts';
import type { LaneView } from '../lanes/use-lane-view.ts';
import type { CallEntry } from '../model/call-entry.ts';
import type { CallsModel } from '../model/calls-model.ts';
import { indexOfRow, parentIndex } from '../model/rows.ts';
import {
  close,
  focusedIndex,
  nextException,
  openFurther,
  openSiblings,
  setBelow,
  turnTwisty,
} from './move-in-rows.ts';
import type { TreeCommand } from './tree-keys.ts';

/** What the tree offers to the commands. */
export interface TreeHandle {
  /** Brings a row into sight and gives it the focus. */
  focusRow(index: number, align?: 'auto' | 'center'): void;
  /** How many rows fit. */
  pageSize(): number;
  focusFilter(): void;
}

/** Carries out what keys and clicks ask for. */
export function useTreeCommands(
  model: CallsModel,
  view: LaneView,
  handle: RefObject<TreeHandle | null>,
): (command: TreeCommand) => void {
  const [selection, change] = useSelection();
  // One function for the life of the tree, so that what only passes it on need not render again.
  const latest = useRef<Context>(undefined);
  latest.current = { model, view, handle, selection, change };
  return useCallback((command) => {
    if (latest.current !== undefined) runCommand(latest.current, command);
  }, []);
}

interface Context {
  model: CallsModel;
  view: LaneView;
  handle: RefObject<TreeHandle | null>;
  selection: Selection;
  change: SelectionStore['change'];
}

function runCommand(context: Context, command: TreeCommand): void {
  const { model, handle, change, selection, view } = context;
  const index = focusedIndex(model);
  const last = model.rows.nodes.length - 1;
  switch (command.do) {
    case 'move':
      goTo(context, Math.min(last, Math.max(0, index + command.by)));
      return;
    case 'page': {
      const by = command.by * Math.max(1, (handle.current?.pageSize() ?? 10) - 1);
      goTo(context, Math.min(last, Math.max(0, index + by)));
      return;
    }
    case 'first':
    case 'top':
      goTo(context, 0);
      return;
    case 'last':
      goTo(context, last);
      return;
    case 'parent':
      goTo(context, Math.max(0, parentIndex(model.rows, index)));
      return;
    case 'back':
      if (!close(model, index)) goTo(context, Math.max(0, parentIndex(model.rows, index)));
      return;
    case 'forward':
      if (!openFurther(model, index) && model.rows.modes[index] === 'all') goTo(context, index + 1);
      return;
    case 'toggle':
      toggle(context, index);
      return;
    case 'openBelow':
      setBelow(model, index, 'all');
      return;
    case 'closeBelow':
      setBelow(model, index, 'closed');
      return;
    case 'openSiblings':
      openSiblings(model, index);
      return;
    case 'onlyExceptions':
      model.openness.onlyExceptions();
      model.restructure();
      return;
    case 'depth':
      model.openness.toDepth(command.depth);
      model.restructure();
      return;
    case 'exception': {
      const entry = nextException(model, model.focusedId, command.by);
      if (entry !== undefined) showCall(context, entry);
      return;
    }
    case 'zoom': {
      const middle = (view.shown.from + view.shown.to) / 2;
      view.show(unlessWhole(view, zoomWindow(view.shown, command.factor, middle, view.whole)));
      return;
    }
    case 'pan': {
      const by = ((view.shown.to - view.shown.from) / 4) * command.by;
      const moved = { from: view.shown.from + by, to: view.shown.to + by };
      view.show(unlessWhole(view, clampWindow(moved, view.whole)));
      return;
    }
    case 'fitAll':
      view.show(undefined);
      return;
    case 'fitSelection': {
      const node = model.rows.nodes[index];
      if (node?.kind === 'call') fitCall(context, node);
      return;
    }
    case 'flat':
      change({ flat: !selection.flat }, 'push');
      return;
    case 'follow':
      model.isFollowing = !model.isFollowing;
      model.touch();
      return;
    case 'filter':
      handle.current?.focusFilter();
      return;
    case 'copyId':
      copy(selection.callId ?? model.store.runId);
      return;
    case 'copyLink':
      copy(location.origin + formatRunUrl(model.store.runId, selection));
      return;
  }
}

/** Moves focus and selection to a row, without a new entry in the history. */
function goTo({ model, handle, change }: Context, index: number): void {
  const node = model.rows.nodes[index];
  if (node === undefined) return;
  model.isFollowing = false;
  handle.current?.focusRow(index);
  change({ callId: node.kind === 'call' ? node.call.callId : undefined }, 'replace');
}

/** Opens or closes the card of a call, and whatever else a row opens. */
function toggle(context: Context, index: number): void {
  const { model, change } = context;
  const node = model.rows.nodes[index];
  if (node === undefined) return;
  if (node.kind === 'more') {
    model.openness.set(node.site.id, 'exceptions');
    model.restructure();
    return;
  }
  if (node.kind !== 'call') {
    turnTwisty(model, index);
    return;
  }
  if (!model.cards.delete(node.id)) model.cards.add(node.id);
  change({ callId: node.call.callId }, 'push');
  model.restructure();
}

/** Opens everything above a call, and moves focus and selection to it. */
function showCall(context: Context, entry: CallEntry): void {
  const { model, handle, change } = context;
  model.reveal(entry);
  const index = indexOfRow(model.rows, entry.id);
  if (index >= 0) handle.current?.focusRow(index, 'center');
  change({ callId: entry.call.callId }, 'replace');
}

/** Makes a call's bar take most of the lane. */
export function fitCall({ model, view }: Pick<Context, 'model' | 'view'>, entry: CallEntry): void {
  const { run } = model.store.timeline;
  const [first] = callSegments(entry, undefined, model.store.now(), run.endedAt);
  if (first === undefined) return;
  const room = Math.max(5, (first.to - first.from) * 0.15);
  view.show(clampWindow({ from: first.from - room, to: first.to + room }, view.whole));
}

/** Zoomed out to the whole run, the lanes follow it again. */
export function unlessWhole(
  { whole }: LaneView,
  window: { from: number; to: number },
): { from: number; to: number } | undefined {
  return window.to - window.from >= (whole.to - whole.from) * 0.999 ? undefined : window;
}

function copy(text: string): void {
  // Where the browser refuses, the address bar still has the link.
  navigator.clipboard?.writeText(text).catch(() => {});
}
