import { type KeyboardEvent, type PointerEvent, type ReactElement, useRef } from 'react';
import type { TimeScale } from '../lanes/time-scale.ts';
import type { LaneView } from '../lanes/use-lane-view.ts';
import { unlessWhole } from '../tree/use-tree-commands.ts';
import css from './minimap.module.css';

/** The two ends of what the lanes show. Each is a slider, for the mouse and for keys. */
export function Brush({ view, scale }: { view: LaneView; scale: TimeScale }): ReactElement {
  const left = Math.max(0, scale.x(view.shown.from));
  const right = Math.min(scale.width, scale.x(view.shown.to));
  return (
    <>
      <span className={css.outside} style={{ left: 0, width: left }} />
      <span className={css.outside} style={{ left: right, right: 0 }} />
      <Handle end="from" view={view} scale={scale} x={left} />
      <Handle end="to" view={view} scale={scale} x={right} />
    </>
  );
}

interface HandleProps {
  end: 'from' | 'to';
  view: LaneView;
  scale: TimeScale;
  x: number;
}

function Handle({ end, view, scale, x }: HandleProps): ReactElement {
  const grip = useRef<number | undefined>(undefined);
  const { whole, shown } = view;
  const least = (whole.to - whole.from) / 1000;
  const set = (at: number): void => {
    const from = end === 'from' ? Math.min(Math.max(at, whole.from), shown.to - least) : shown.from;
    const to = end === 'to' ? Math.max(Math.min(at, whole.to), shown.from + least) : shown.to;
    view.show(unlessWhole(view, { from, to }));
  };
  const onKeyDown = (event: KeyboardEvent): void => {
    const step = (whole.to - whole.from) / (event.shiftKey ? 10 : 100);
    const steps: Record<string, number> = {
      ArrowLeft: shown[end] - step,
      ArrowDown: shown[end] - step,
      ArrowRight: shown[end] + step,
      ArrowUp: shown[end] + step,
      Home: whole.from,
      End: whole.to,
    };
    const at = steps[event.key];
    if (at === undefined) return;
    event.preventDefault();
    event.stopPropagation();
    set(at);
  };
  const onPointerDown = (event: PointerEvent<HTMLElement>): void => {
    event.preventDefault();
    event.stopPropagation();
    event.currentTarget.focus();
    event.currentTarget.setPointerCapture(event.pointerId);
    grip.current = event.clientX - x;
  };
  const seconds = (at: number): number => Math.round((at - whole.from) / 100) / 10;
  return (
    <span
      role="slider"
      tabIndex={0}
      className={css.handle}
      style={{ left: x }}
      aria-label={end === 'from' ? 'Lanes begin at' : 'Lanes end at'}
      aria-valuemin={seconds(end === 'from' ? whole.from : shown.from)}
      aria-valuemax={seconds(end === 'from' ? shown.to : whole.to)}
      aria-valuenow={seconds(shown[end])}
      aria-valuetext={`${seconds(shown[end])} seconds`}
      onKeyDown={onKeyDown}
      onPointerDown={onPointerDown}
      onPointerMove={(event) => {
        if (grip.current !== undefined) set(scale.time(event.clientX - grip.current));
      }}
      onPointerUp={() => {
        grip.current = undefined;
      }}
      onPointerCancel={() => {
        grip.current = undefined;
      }}
    />
  );
}
