import type { Palette } from '../lanes/palette.ts';
import type { TimeScale } from '../lanes/time-scale.ts';
import type { CallsModel } from '../model/calls-model.ts';

export interface MinimapPicture {
  model: CallsModel;
  scale: TimeScale;
  palette: Palette;
  height: number;
}

/** Room above the limit's line, for the glyphs. */
const TOP = 19;
const BOTTOM = 8;

/** Draws calls in flight as an area, the limit as a dashed line, and now. */
export function drawMinimap(
  context: CanvasRenderingContext2D,
  { model, scale, palette, height }: MinimapPicture,
): void {
  const { store, inFlight } = model;
  const { run } = store.timeline;
  const columns = Math.max(1, Math.floor(scale.width / 2));
  const peaks = peaksOn(scale, columns, model);
  const limit = run.limits?.callsInFlight;
  const highest = Math.max(1, ...peaks);
  // The line of a limit that is far above what was ever in flight would leave a flat area.
  const isNear = limit !== undefined && limit <= highest * 4;
  const top = isNear ? Math.max(limit, highest) : highest;
  const bottom = height - BOTTOM;
  const y = (count: number): number => bottom - (count / top) * (bottom - TOP);
  const now = Math.min(scale.x(run.endedAt ?? store.now()), scale.width);
  context.fillStyle = palette.applied;
  context.globalAlpha = 0.55;
  context.beginPath();
  context.moveTo(0, bottom);
  for (let column = 0; column < columns && column * 2 <= now; column += 1) {
    const at = y(peaks[column] ?? 0);
    context.lineTo(column * 2, at);
    context.lineTo(column * 2 + 2, at);
  }
  context.lineTo(Math.max(0, now), bottom);
  context.closePath();
  context.fill();
  context.globalAlpha = 1;
  if (isNear) {
    context.strokeStyle = palette.idle;
    context.setLineDash([3, 2]);
    context.lineWidth = 1;
    context.beginPath();
    context.moveTo(0, Math.round(y(limit)) + 0.5);
    context.lineTo(scale.width, Math.round(y(limit)) + 0.5);
    context.stroke();
    context.setLineDash([]);
  }
  if (run.endedAt !== undefined || inFlight.version === 0) return;
  context.fillStyle = palette.now;
  context.fillRect(Math.round(now), 0, 1, height);
}

/** Where idle time is left out, columns are not equally long. */
function peaksOn(scale: TimeScale, columns: number, { inFlight }: CallsModel): Float64Array {
  if (scale.breaks.length === 0) return inFlight.peaks(scale.window.from, scale.window.to, columns);
  const peaks = new Float64Array(columns);
  for (let column = 0; column < columns; column += 1) {
    const [from, to] = [scale.time(column * 2), scale.time(column * 2 + 2)];
    peaks[column] = inFlight.peaks(from, to, 1)[0] ?? 0;
  }
  return peaks;
}
