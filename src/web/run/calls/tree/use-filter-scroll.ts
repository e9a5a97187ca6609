import { type RefObject, useLayoutEffect, useRef } from 'react';
import type { CallsModel } from '../model/calls-model.ts';
import { indexOfRow } from '../model/rows.ts';
import type { RowWindow } from './use-row-window.ts';

/**
 * Goes back to where the list was before a filter, when it is taken away. Somebody who chose another
 * row meanwhile is taken there instead.
 */
export function useFilterScroll(
  model: CallsModel,
  virtualizer: RowWindow,
  scroller: RefObject<HTMLDivElement | null>,
): void {
  const { isFiltered } = model.tree;
  const wasFiltered = useRef(isFiltered);
  const before = useRef<{ top: number; focusedId: string | undefined }>({
    top: 0,
    focusedId: undefined,
  });
  useLayoutEffect(() => {
    const isCleared = wasFiltered.current && !isFiltered;
    wasFiltered.current = isFiltered;
    if (isCleared && model.focusedId === before.current.focusedId) {
      if (scroller.current !== null) scroller.current.scrollTop = before.current.top;
    } else if (isCleared) {
      const index = indexOfRow(model.rows, model.focusedId);
      if (index >= 0) virtualizer.scrollToIndex(index, { align: 'center' });
    } else if (!isFiltered) {
      before.current = { top: virtualizer.scrollOffset ?? 0, focusedId: model.focusedId };
    }
  });
}
