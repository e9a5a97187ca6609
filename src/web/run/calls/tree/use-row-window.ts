import {
  defaultRangeExtractor,
  type Range,
  useVirtualizer,
  type Virtualizer,
} from '@tanstack/react-virtual';
import { type RefObject, useCallback, useEffect, useLayoutEffect, useRef } from 'react';
import type { CallsModel } from '../model/calls-model.ts';
import { indexOfRow } from '../model/rows.ts';

/** Height of the header row, which stays above the others where there is one. */
export const HEADER = 26;

/** A card's height before it is drawn. */
const CARD_GUESS = 120;

/** No more rows are mounted than this, but where more are in sight. */
const MOST_ROWS = 60;

export type RowWindow = Virtualizer<HTMLDivElement, HTMLElement>;

/** In pixels: of one row, of the header above them, and of the list in sight. */
export interface RowHeights {
  row: number;
  header: number;
  list: number;
}

/** The rows that are mounted: those in sight, some around them, and the one with the focus. */
export function useRowWindow(
  model: CallsModel,
  scroller: RefObject<HTMLDivElement | null>,
  heights: RowHeights,
): RowWindow {
  const { row: rowHeight, header, list } = heights;
  const { rows } = model;
  const focused = indexOfRow(rows, model.focusedId);
  const visible = Math.ceil(list / rowHeight);
  const extract = useCallback(
    (range: Range) => {
      const indexes = defaultRangeExtractor(range).slice(0, Math.max(MOST_ROWS - 1, visible + 2));
      // A focused row that is unmounted would lose the focus to the page.
      if (focused < 0 || focused >= range.count || indexes.includes(focused)) return indexes;
      return [...indexes, focused].sort((a, b) => a - b);
    },
    [focused, visible],
  );
  const key = useCallback((index: number) => rows.nodes[index]?.id ?? index, [rows]);
  const size = useCallback(
    (index: number) => rowHeight + (model.cards.has(rows.nodes[index]?.id ?? '') ? CARD_GUESS : 0),
    [rows, rowHeight, model],
  );
  const virtualizer = useVirtualizer<HTMLDivElement, HTMLElement>({
    count: rows.nodes.length,
    getScrollElement: () => scroller.current,
    getItemKey: key,
    estimateSize: size,
    rangeExtractor: extract,
    overscan: Math.max(1, Math.min(8, Math.floor((MOST_ROWS - 3 - visible) / 2))),
    scrollMargin: header,
    scrollPaddingStart: header,
    // React 19 warns of it, and scrolling does not need it.
    useFlushSync: false,
  });
  usePinned(model, virtualizer, scroller, heights);
  // biome-ignore lint/correctness/useExhaustiveDependencies: sizes are known anew when the height changes
  useEffect(() => virtualizer.measure(), [virtualizer, rowHeight]);
  return virtualizer;
}

/** Keeps what is being read where it is when rows come or go above it. */
function usePinned(
  model: CallsModel,
  virtualizer: RowWindow,
  scroller: RefObject<HTMLDivElement | null>,
  { header, list }: RowHeights,
): void {
  const { rows } = model;
  const pin = useRef<{ id: string; offset: number } | undefined>(undefined);
  const count = rows.nodes.length;
  // biome-ignore lint/correctness/useExhaustiveDependencies: rows are changed in place when some are appended
  useLayoutEffect(() => {
    const held = pin.current;
    // The virtualizer knows it; asking the element would make the browser lay the page out first.
    const top = virtualizer.scrollOffset ?? 0;
    // At the very top a person reads the beginning, which stays there.
    if (scroller.current === null || held === undefined || model.isFollowing || top === 0) return;
    const index = indexOfRow(rows, held.id);
    const start = index < 0 ? undefined : virtualizer.measurementsCache[index]?.start;
    if (start === undefined) return;
    const wanted = start - held.offset;
    if (Math.abs(top - wanted) >= 1) scroller.current.scrollTop = wanted;
  }, [rows, count, model]);
  useLayoutEffect(() => {
    const top = virtualizer.scrollOffset ?? 0;
    const items = virtualizer.getVirtualItems();
    const focused = items.find(({ index }) => rows.nodes[index]?.id === model.focusedId);
    const isInSight =
      focused !== undefined && focused.start >= top + header && focused.end <= top + list;
    const held = isInSight ? focused : items.find(({ start }) => start >= top + header);
    const id = held === undefined ? undefined : rows.nodes[held.index]?.id;
    pin.current =
      held === undefined || id === undefined ? undefined : { id, offset: held.start - top };
  });
}
