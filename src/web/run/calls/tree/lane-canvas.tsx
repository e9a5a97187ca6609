import { type ReactElement, useEffect, useLayoutEffect, useRef } from 'react';
import { useTheme } from '../../../theme/theme.ts';
import type { RunStore } from '../../store/run-store.ts';
import { axisTicks } from '../lanes/axis-ticks.ts';
import { contextOf, roomyHeight } from '../lanes/canvas.ts';
import { drawLanes, type LaneRow } from '../lanes/draw-lanes.ts';
import { currentPalette } from '../lanes/palette.ts';
import { onTick } from '../lanes/tick.ts';
import type { TimeScale } from '../lanes/time-scale.ts';
import { startOf } from '../lanes/time-window.ts';
import css from './calls-tree.module.css';

export interface LaneCanvasProps {
  store: RunStore;
  scale: TimeScale;
  rows: readonly LaneRow[];
  /** Pixels from the top of the list. */
  top: number;
  left: number;
  height: number;
  isStacked: boolean;
  isLive: boolean;
}

/** Width that a label of the axis takes at least, in pixels. */
export const TICK_WIDTH = 56;

/** The bars of all mounted rows, on one canvas that scrolls with them. */
export function LaneCanvas(props: LaneCanvasProps): ReactElement {
  const ref = useRef<HTMLCanvasElement>(null);
  const latest = useRef(props);
  latest.current = props;
  useTheme();
  // Whatever made the tree render has changed something that is drawn here.
  useLayoutEffect(() => draw(ref.current, latest.current));
  useEffect(
    () =>
      onTick(() => {
        const { store, isLive } = latest.current;
        if (isLive && store.timeline.run.endedAt === undefined) draw(ref.current, latest.current);
      }),
    [],
  );
  const { top, left, height, scale } = props;
  return (
    <canvas
      ref={ref}
      className={css.lanes}
      aria-hidden="true"
      style={{ top, left, width: scale.width, height: roomyHeight(height) }}
    />
  );
}

function draw(canvas: HTMLCanvasElement | null, props: LaneCanvasProps): void {
  if (canvas === null) return;
  const { store, scale, rows, height, isStacked, isLive } = props;
  const context = contextOf(canvas, scale.width, roomyHeight(height));
  if (context === undefined) return;
  const start = startOf(store.timeline);
  const { from, to } = scale.window;
  drawLanes(context, {
    store,
    palette: currentPalette(),
    scale,
    rows,
    ticks: axisTicks(from - start, to - start, Math.floor(scale.width / TICK_WIDTH)),
    height,
    barHeight: isStacked ? 6 : 9,
    hasTracks: isStacked,
    now: store.now(),
    isLive,
  });
}
