import { useVirtualizer, type Virtualizer } from '@tanstack/react-virtual';
import { type ReactElement, type ReactNode, type RefObject, useEffect, useState } from 'react';
import css from './virtual-rows.module.css';

export interface VirtualRows {
  virtualizer: Virtualizer<HTMLDivElement, Element>;
  /** Only the rows that are in sight, with a few around them. */
  rows: ReactElement;
}

export interface VirtualRowsOptions {
  scroller: RefObject<HTMLDivElement | null>;
  count: number;
  /** Height of a row in pixels; of rows that wrap, the least. */
  height: number;
  /** About how high a row is that wraps, in pixels. Without it all rows are `height`. */
  guess?: (index: number) => number;
  row: (index: number) => ReactNode;
}

/** Rows of a long list, of which only those in sight are in the page. Call it where the scroller is. */
export function useVirtualRows(options: VirtualRowsOptions): VirtualRows {
  const { scroller, count, height, guess, row } = options;
  const virtualizer = useVirtualizer<HTMLDivElement, Element>({
    count,
    getScrollElement: () => scroller.current,
    estimateSize: guess ?? (() => height),
    overscan: 12,
    useFlushSync: false,
  });
  const measure = useRowHeights(virtualizer);
  const items = virtualizer.getVirtualItems();
  const wraps = guess !== undefined;
  const rows = (
    <div className={css.all} style={{ height: virtualizer.getTotalSize() }}>
      <div className={css.shown} style={{ transform: `translateY(${items[0]?.start ?? 0}px)` }}>
        {items.map((item) => (
          <div
            key={item.key}
            data-index={item.index}
            ref={wraps ? measure : null}
            style={wraps ? { minHeight: height } : { height }}
          >
            {row(item.index)}
          </div>
        ))}
      </div>
    </div>
  );
  return { virtualizer, rows };
}

/**
 * Tells the virtualizer how high rows have become, after they were laid out. Its own way measures
 * while React commits, and a list of rows much higher than guessed then never comes to rest.
 */
function useRowHeights(
  virtualizer: Virtualizer<HTMLDivElement, Element>,
): (row: HTMLDivElement) => () => void {
  const [{ observer, measure }] = useState(() => {
    const observer = new ResizeObserver((entries) => {
      for (const { target, borderBoxSize } of entries) {
        const index = Number((target as HTMLElement).dataset.index);
        const size = borderBoxSize[0]?.blockSize;
        if (size !== undefined && size > 0) virtualizer.resizeItem(index, Math.round(size));
      }
    });
    const measure = (row: HTMLDivElement): (() => void) => {
      observer.observe(row);
      return () => observer.unobserve(row);
    };
    return { observer, measure };
  });
  useEffect(() => () => observer.disconnect(), [observer]);
  return measure;
}
