import { useVirtualizer, type Virtualizer } from '@tanstack/react-virtual';
import type { ReactElement, ReactNode, RefObject } from 'react';
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
  /** Whether rows are as high as what is in them. Default false. */
  wraps?: boolean;
  row: (index: number) => ReactNode;
}

/** Rows of a long list, of which only those in sight are in the page. Call it where the scroller is. */
export function useVirtualRows(options: VirtualRowsOptions): VirtualRows {
  const { scroller, count, height, wraps = false, row } = options;
  const virtualizer = useVirtualizer<HTMLDivElement, Element>({
    count,
    getScrollElement: () => scroller.current,
    estimateSize: () => height,
    overscan: 12,
    useFlushSync: false,
  });
  const items = virtualizer.getVirtualItems();
  const rows = (
    <div className={css.all} style={{ height: virtualizer.getTotalSize() }}>
      <div className={css.shown} style={{ transform: `translateY(${items[0]?.start ?? 0}px)` }}>
        {items.map((item) => (
          <div
            key={item.key}
            data-index={item.index}
            ref={wraps ? virtualizer.measureElement : null}
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
