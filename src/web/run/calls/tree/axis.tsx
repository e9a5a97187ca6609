import type { ReactElement } from 'react';
import { axisTicks } from '../lanes/axis-ticks.ts';
import type { TimeScale } from '../lanes/time-scale.ts';
import css from './calls-tree.module.css';
import { TICK_WIDTH } from './lane-canvas.tsx';

/** The labels above the lanes. Each stands around the line that it belongs to. */
export function Axis({ scale, start }: { scale: TimeScale; start: number }): ReactElement {
  const { from, to } = scale.window;
  const ticks = axisTicks(from - start, to - start, Math.floor(scale.width / TICK_WIDTH));
  const shown = ticks
    .map(({ at, label }) => ({ label, x: scale.x(start + at) }))
    // A label at the edge would be cut.
    .filter(({ x }) => x > 16 && x < scale.width - 16);
  return (
    <>
      {shown.map(({ label, x }) => (
        <span key={label} className={css.tick} style={{ left: x }}>
          {label}
        </span>
      ))}
    </>
  );
}
