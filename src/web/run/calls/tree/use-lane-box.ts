import { type RefObject, useLayoutEffect, useState } from 'react';

/** Where the lanes are, in pixels: from the left of the list, and how wide; and the list's height. */
export interface LaneBox {
  left: number;
  width: number;
  height: number;
}

/** Space on both sides of a phone's lanes. */
const MARGIN = 12;

/** Follows the width of the axis' cell; where rows are stacked the lanes take the whole width. */
export function useLaneBox(
  axis: RefObject<HTMLElement | null>,
  scroller: RefObject<HTMLElement | null>,
  isStacked: boolean,
): LaneBox {
  const [box, setBox] = useState<LaneBox>({ left: 0, width: 0, height: 600 });
  useLayoutEffect(() => {
    const measure = (): void => {
      const { clientWidth = 0, clientHeight = 0 } = scroller.current ?? {};
      const { offsetLeft = 0, offsetWidth = 1 } = axis.current ?? {};
      const next = isStacked
        ? { left: MARGIN, width: Math.max(0, clientWidth - 2 * MARGIN), height: clientHeight }
        : // One pixel is the line at the lanes' left.
          { left: offsetLeft + 1, width: offsetWidth - 1, height: clientHeight };
      setBox((known) => (isSame(known, next) ? known : next));
    };
    measure();
    const observer = new ResizeObserver(measure);
    if (axis.current !== null) observer.observe(axis.current);
    if (scroller.current !== null) observer.observe(scroller.current);
    return () => observer.disconnect();
  }, [axis, scroller, isStacked]);
  return box;
}

function isSame(one: LaneBox, other: LaneBox): boolean {
  return one.left === other.left && one.width === other.width && one.height === other.height;
}
