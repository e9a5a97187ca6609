import type { HTMLAttributes, KeyboardEvent, MouseEvent, PointerEvent, RefObject } from 'react';
import { useEffect, useRef } from 'react';
import { useSelection } from '../../store/use-run.ts';
import type { TimeScale } from '../lanes/time-scale.ts';
import { clampWindow, zoomWindow } from '../lanes/time-window.ts';
import type { CallsTreeProps } from './calls-tree.tsx';
import { turnTwisty } from './move-in-rows.ts';
import { rowCommand } from './tree-keys.ts';
import type { LaneBox } from './use-lane-box.ts';
import { fitCall, unlessWhole } from './use-tree-commands.ts';

/** Pixels that a pointer has to move before a press is a drag. */
const DRAG = 4;

/** Keys, clicks, wheel and drags of the tree, heard in one place for all rows. */
export function useTreeEvents(
  { model, view, handle, command }: CallsTreeProps,
  scale: TimeScale,
  box: LaneBox,
  scroller: RefObject<HTMLDivElement | null>,
): HTMLAttributes<HTMLDivElement> {
  const [, change] = useSelection();
  const drag = useRef<{ x: number; from: number; to: number; isMoving: boolean } | undefined>(
    undefined,
  );
  const latest = useRef({ view, scale, box });
  latest.current = { view, scale, box };

  // Not through React: its wheel listeners are passive, and a zoom must not scroll the page.
  useEffect(() => {
    const element = scroller.current;
    const onWheel = (event: WheelEvent): void => {
      const { view: now, scale: at, box: lanes } = latest.current;
      const left = element?.getBoundingClientRect().left ?? 0;
      const x = event.clientX - left - lanes.left;
      if (event.ctrlKey && x >= 0) {
        event.preventDefault();
        const factor = Math.exp(event.deltaY / 200);
        now.show(unlessWhole(now, zoomWindow(now.shown, factor, at.time(x), now.whole)));
      } else if (Math.abs(event.deltaX) > Math.abs(event.deltaY) && x >= 0) {
        event.preventDefault();
        const by = at.time(event.deltaX) - at.time(0);
        const moved = { from: now.shown.from + by, to: now.shown.to + by };
        now.show(unlessWhole(now, clampWindow(moved, now.whole)));
      } else if (event.deltaY < 0) {
        model.isFollowing = false;
      }
    };
    element?.addEventListener('wheel', onWheel, { passive: false });
    return () => element?.removeEventListener('wheel', onWheel);
  }, [scroller, model]);

  const isOnLane = (event: PointerEvent | MouseEvent): boolean =>
    event.clientX - event.currentTarget.getBoundingClientRect().left >= box.left &&
    !isInCard(event.target);

  return {
    onKeyDown(event: KeyboardEvent) {
      const { row } = (event.target as HTMLElement).dataset;
      if (row === undefined) return;
      // The focus may have come by Tab, or the selection may have moved without it.
      model.focusedId = row;
      const found = rowCommand(event);
      if (found === undefined) return;
      event.preventDefault();
      event.stopPropagation();
      command(found);
    },
    onClick(event) {
      if (isInCard(event.target)) return;
      const index = rowIndex(event.target);
      const node = index === undefined ? undefined : model.rows.nodes[index];
      if (index === undefined || node === undefined) return;
      handle.current?.focusRow(index);
      if (node.kind === 'more') command({ do: 'toggle' });
      else if ((event.target as Element).closest('[data-twisty]') !== null)
        turnTwisty(model, index);
      change({ callId: node.kind === 'call' ? node.call.callId : undefined }, 'push');
    },
    onDoubleClick(event) {
      const index = rowIndex(event.target);
      const node = index === undefined ? undefined : model.rows.nodes[index];
      if (node?.kind !== 'call' || isInCard(event.target)) return;
      if (isOnLane(event)) fitCall({ model, view }, node);
      else command({ do: 'toggle' });
    },
    onTouchMove() {
      model.isFollowing = false;
    },
    onPointerDown(event) {
      // The list itself is only hit at its scroll bar.
      if (event.target === event.currentTarget) model.isFollowing = false;
      if (event.button !== 0 || event.pointerType === 'touch' || !isOnLane(event)) return;
      drag.current = { x: event.clientX, ...view.shown, isMoving: false };
    },
    onPointerMove(event) {
      const held = drag.current;
      if (held === undefined) return;
      if (!held.isMoving && Math.abs(event.clientX - held.x) < DRAG) return;
      if (!held.isMoving) event.currentTarget.setPointerCapture(event.pointerId);
      held.isMoving = true;
      const by = ((held.to - held.from) * (held.x - event.clientX)) / Math.max(1, scale.width);
      const moved = { from: held.from + by, to: held.to + by };
      view.show(unlessWhole(view, clampWindow(moved, view.whole)));
    },
    onPointerUp() {
      drag.current = undefined;
    },
    onPointerCancel() {
      drag.current = undefined;
    },
  };
}

function isInCard(target: EventTarget): boolean {
  return (target as Element).closest('[data-card]') !== null;
}

function rowIndex(target: EventTarget): number | undefined {
  const row = (target as Element).closest<HTMLElement>('[data-index]');
  return row === null ? undefined : Number(row.dataset.index);
}
