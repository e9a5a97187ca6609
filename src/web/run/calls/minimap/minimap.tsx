import { type ReactElement, type RefObject, useEffect, useLayoutEffect, useRef } from 'react';
import { useTheme } from '../../../theme/theme.ts';
import { StateGlyph } from '../../../ui/state-glyph.tsx';
import { contextOf } from '../lanes/canvas.ts';
import { currentPalette } from '../lanes/palette.ts';
import { onTick } from '../lanes/tick.ts';
import { createScale, type TimeScale } from '../lanes/time-scale.ts';
import type { LaneView } from '../lanes/use-lane-view.ts';
import type { CallsModel } from '../model/calls-model.ts';
import { Brush } from './brush.tsx';
import { drawMinimap } from './draw-minimap.ts';
import { exceptionMarks } from './exception-marks.ts';
import css from './minimap.module.css';
import { useMinimapGestures } from './use-minimap-gestures.ts';

const MINIMAP_HEIGHT = 56;

interface MinimapProps {
  model: CallsModel;
  view: LaneView;
  width: number;
  onWidth: (width: number) => void;
}

/** Calls in flight over the whole run, what went wrong, and the part that the lanes show. */
export function Minimap({ model, view, width, onWidth }: MinimapProps): ReactElement {
  const box = useRef<HTMLDivElement>(null);
  const canvas = useRef<HTMLCanvasElement>(null);
  const { store } = model;
  useTheme();
  useLayoutEffect(() => {
    const observer = new ResizeObserver(() => onWidth(box.current?.clientWidth ?? 0));
    if (box.current !== null) observer.observe(box.current);
    return () => observer.disconnect();
  }, [onWidth]);
  const scale = createScale(view.whole, width, view.collapsed);
  const latest = useRef({ model, scale });
  latest.current = { model, scale };
  useLayoutEffect(() => draw(canvas, latest));
  useEffect(
    () =>
      onTick(() => {
        if (store.timeline.run.endedAt === undefined) draw(canvas, latest);
      }),
    [store],
  );
  useMinimapGestures(box, view, scale);
  const limit = store.timeline.run.limits?.callsInFlight;
  return (
    <div ref={box} className={css.minimap}>
      <canvas ref={canvas} aria-hidden="true" className={css.canvas} />
      <span className={css.label} aria-hidden="true">
        In flight{limit !== undefined && `, limit ${limit}`}
      </span>
      <span aria-hidden="true">
        {exceptionMarks(model.tree, scale).map(({ x, tone }) => (
          <span key={x} className={css.mark} style={{ left: x }}>
            <StateGlyph state={tone} label={null} still />
          </span>
        ))}
      </span>
      <Brush view={view} scale={scale} />
    </div>
  );
}

function draw(
  canvas: RefObject<HTMLCanvasElement | null>,
  latest: RefObject<{ model: CallsModel; scale: TimeScale }>,
): void {
  const { model, scale } = latest.current;
  if (canvas.current === null) return;
  const context = contextOf(canvas.current, scale.width, MINIMAP_HEIGHT);
  if (context === undefined) return;
  drawMinimap(context, { model, scale, palette: currentPalette(), height: MINIMAP_HEIGHT });
}
