import { type RefObject, useEffect, useRef } from 'react';
import type { TimeScale } from '../lanes/time-scale.ts';
import { clampWindow, zoomWindow } from '../lanes/time-window.ts';
import type { LaneView } from '../lanes/use-lane-view.ts';
import { unlessWhole } from '../tree/use-tree-commands.ts';

/** Wheel or pinch zooms at the pointer; a drag pans what is shown, or draws a part to show. */
export function useMinimapGestures(
  box: RefObject<HTMLElement | null>,
  view: LaneView,
  scale: TimeScale,
): void {
  const latest = useRef({ view, scale });
  latest.current = { view, scale };
  useEffect(() => {
    const element = box.current;
    if (element === null) return;
    const stop = new AbortController();
    const { signal } = stop;
    let drag: { x: number; from: number; to: number } | undefined;
    const place = (event: MouseEvent): number =>
      event.clientX - element.getBoundingClientRect().left;
    element.addEventListener(
      'wheel',
      (event) => {
        event.preventDefault();
        const { view: now, scale: at } = latest.current;
        const factor = Math.exp(event.deltaY / 300);
        const window = zoomWindow(now.shown, factor, at.time(place(event)), now.whole);
        now.show(unlessWhole(now, window));
      },
      { passive: false, signal },
    );
    element.addEventListener(
      'pointerdown',
      (event) => {
        if (event.button !== 0) return;
        drag = { x: place(event), ...latest.current.view.shown };
        element.setPointerCapture(event.pointerId);
      },
      { signal },
    );
    element.addEventListener(
      'pointermove',
      (event) => {
        if (drag === undefined) return;
        const { view: now, scale: at } = latest.current;
        const x = place(event);
        const isAll = drag.to - drag.from >= (now.whole.to - now.whole.from) * 0.999;
        if (isAll) {
          if (Math.abs(x - drag.x) < 4) return;
          const [from, to] = [at.time(Math.min(x, drag.x)), at.time(Math.max(x, drag.x))];
          now.show({ from: Math.max(from, now.whole.from), to: Math.min(to, now.whole.to) });
        } else {
          const by = at.time(x) - at.time(drag.x);
          now.show(clampWindow({ from: drag.from + by, to: drag.to + by }, now.whole));
        }
      },
      { signal },
    );
    for (const name of ['pointerup', 'pointercancel'] as const) {
      element.addEventListener(
        name,
        () => {
          drag = undefined;
        },
        { signal },
      );
    }
    element.addEventListener('dblclick', () => latest.current.view.show(undefined), { signal });
    return () => stop.abort();
  }, [box]);
}
