import { type RefObject, useLayoutEffect, useState } from 'react';

/** Where the lanes are, in pixels: from the left of the list, and how wide. */
export interface LaneBox {
  left: number;
  width: number;
}

/** Space on both sides of a phone's lanes. */
const MARGIN = 12;

/** Follows the width of the axis' cell; where rows are stacked the lanes take the whole width. */
export function useLaneBox(
  axis: RefObject<HTMLElement | null>,
  scroller: RefObject<HTMLElement | null>,
  isStacked: boolean,
): LaneBox {
  const [box, setBox] = useState<LaneBox>({ left: 0, width: 0 });
  useLayoutEffect(() => {
    const measure = (): void => {
      const next = isStacked
        ? { left: MARGIN, width: Math.max(0, (scroller.current?.clientWidth ?? 0) - 2 * MARGIN) }
        : // One pixel is the line at the lanes' left.
          {
            left: (axis.current?.offsetLeft ?? 0) + 1,
            width: (axis.current?.offsetWidth ?? 1) - 1,
          };
      setBox((known) => (known.left === next.left && known.width === next.width ? known : next));
    };
    measure();
    const observer = new ResizeObserver(measure);
    if (axis.current !== null) observer.observe(axis.current);
    if (scroller.current !== null) observer.observe(scroller.current);
    return () => observer.disconnect();
  }, [axis, scroller, isStacked]);
  return box;
}
