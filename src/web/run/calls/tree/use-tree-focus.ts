import { type RefObject, useEffect, useImperativeHandle, useLayoutEffect, useRef } from 'react';
import { isOpen } from '../../store/connection.ts';
import { useConnection, useSelection } from '../../store/use-run.ts';
import { indexOfRow } from '../model/rows.ts';
import type { CallsTreeProps } from './calls-tree.tsx';
import type { RowWindow } from './use-row-window.ts';

/** Moves the focus between rows that come and go, and shows the call that a link names. */
export function useTreeFocus(
  { model, handle, look, focusFilter }: CallsTreeProps,
  virtualizer: RowWindow,
  scroller: RefObject<HTMLDivElement | null>,
): void {
  const wanted = useRef<string | undefined>(undefined);
  const [selection] = useSelection();
  const connection = useConnection();
  const { callId } = selection;

  useImperativeHandle(
    handle,
    () => ({
      focusRow(index, align = 'auto') {
        const id = model.rows.nodes[index]?.id;
        if (id === undefined) return;
        model.focusedId = id;
        wanted.current = id;
        virtualizer.scrollToIndex(index, { align });
        model.touch();
      },
      pageSize: () => Math.floor((scroller.current?.clientHeight ?? 0) / look.height),
      focusFilter,
    }),
    [model, virtualizer, scroller, look.height, focusFilter],
  );

  // A row may be mounted only some renders after it was asked for.
  useLayoutEffect(() => {
    if (wanted.current === undefined) return;
    const selector = `[data-row="${CSS.escape(wanted.current)}"]`;
    const row = scroller.current?.querySelector<HTMLElement>(selector);
    if (row === null || row === undefined) return;
    wanted.current = undefined;
    row.focus({ preventScroll: true });
  });

  useEffect(() => model.keep(callId), [model, callId]);

  // The call of the URL, as soon as it is known: from a link, from Back, or from another region.
  const shown = useRef<string | undefined>(undefined);
  const isHere = callId !== undefined && model.tree.entry(callId) !== undefined;
  useEffect(() => {
    if (callId === undefined || !isHere) {
      shown.current = callId === undefined ? undefined : shown.current;
      return;
    }
    if (shown.current === callId || model.focusedId === `c:${callId}`) {
      shown.current = callId;
      return;
    }
    shown.current = callId;
    const entry = model.tree.entry(callId);
    if (entry === undefined) return;
    model.reveal(entry);
    model.focusedId = entry.id;
    const index = indexOfRow(model.rows, entry.id);
    if (index < 0) return;
    const item = virtualizer.getVirtualItems().find((row) => row.index === index);
    const top = scroller.current?.scrollTop ?? 0;
    const bottom = top + (scroller.current?.clientHeight ?? 0);
    const isInSight = item !== undefined && item.start >= top && item.end <= bottom;
    if (!isInSight) virtualizer.scrollToIndex(index, { align: 'center' });
    model.touch();
  }, [model, virtualizer, scroller, callId, isHere]);

  const count = model.rows.nodes.length;
  useEffect(() => {
    if (model.isFollowing && isOpen(connection))
      virtualizer.scrollToIndex(count - 1, { align: 'end' });
  }, [model, virtualizer, count, connection]);
}
