import type { RunStore } from '../../store/run-store.ts';
import type { RowNode } from '../model/rows.ts';
import { callSegments } from './call-segments.ts';
import { drawBar } from './draw-bar.ts';
import type { Palette } from './palette.ts';
import { COLUMN, siteHistogram } from './site-histogram.ts';
import type { TimeScale } from './time-scale.ts';
import { startOf } from './time-window.ts';

/** One row on the canvas. */
export interface LaneRow {
  node: RowNode;
  /** Middle of its bar, in pixels from the canvas's top. */
  middle: number;
}

export interface LanesPicture {
  store: RunStore;
  palette: Palette;
  scale: TimeScale;
  rows: readonly LaneRow[];
  ticks: readonly { at: number }[];
  height: number;
  barHeight: number;
  /** Whether each row has a trough for its bar, as on a phone. */
  hasTracks: boolean;
  now: number;
  /** Whether `now` moves; it stands still, dashed, while the page is not connected. */
  isLive: boolean;
}

/** Draws the lanes of the rows that are mounted. The context is in CSS pixels, and empty. */
export function drawLanes(context: CanvasRenderingContext2D, picture: LanesPicture): void {
  const { palette, scale, rows, ticks, height, now, store } = picture;
  const { run } = store.timeline;
  const start = startOf(store.timeline);
  if (!picture.hasTracks) {
    context.fillStyle = palette.grid;
    for (const { at } of ticks) context.fillRect(Math.round(scale.x(start + at)), 0, 1, height);
    drawBreaks(context, picture);
  }
  for (const row of rows) drawRow(context, picture, row);
  // Stacked rows have their names between the bars, which a line would cross out.
  if (picture.hasTracks || run.endedAt !== undefined || run.startedAt === undefined) return;
  const x = Math.round(scale.x(now)) + 0.5;
  if (x < 0 || x > scale.width) return;
  context.strokeStyle = palette.now;
  context.globalAlpha = 0.7;
  context.setLineDash(picture.isLive ? [] : [4, 3]);
  context.lineWidth = 1;
  context.beginPath();
  context.moveTo(x, 0);
  context.lineTo(x, height);
  context.stroke();
  context.setLineDash([]);
  context.globalAlpha = 1;
}

function drawRow(
  context: CanvasRenderingContext2D,
  picture: LanesPicture,
  { node, middle }: LaneRow,
): void {
  const { palette, scale, now, store, barHeight } = picture;
  const { run } = store.timeline;
  if (picture.hasTracks && node.kind !== 'more') {
    context.fillStyle = palette.track;
    context.beginPath();
    context.roundRect(0, middle - barHeight / 2, scale.width, barHeight, 3);
    context.fill();
  }
  switch (node.kind) {
    case 'run': {
      const left = Math.max(0, scale.x(startOf(store.timeline)));
      const right = Math.min(scale.width, scale.x(run.endedAt ?? now));
      context.fillStyle = palette.program;
      context.beginPath();
      const thickness = picture.hasTracks ? barHeight : 4;
      context.roundRect(left, middle - thickness / 2, Math.max(0, right - left), thickness, 2);
      context.fill();
      break;
    }
    case 'call': {
      const { approvalId } = node.call;
      const approval = approvalId === undefined ? undefined : store.approvals.get(approvalId);
      const segments = callSegments(node, approval, now, run.endedAt);
      drawBar(context, palette, scale, segments, middle, barHeight);
      break;
    }
    case 'site':
      drawHistogram(context, picture, node, middle);
      break;
    case 'more':
      break;
  }
}

function drawHistogram(
  context: CanvasRenderingContext2D,
  { palette, scale, now, store, barHeight }: LanesPicture,
  site: Extract<RowNode, { kind: 'site' }>,
  middle: number,
): void {
  const histogram = siteHistogram(site, scale, now, store.timeline.run.endedAt);
  const { tallies } = site;
  const worst =
    tallies.error > 0
      ? palette.error
      : tallies.unknown > 0
        ? palette.unknown
        : tallies.waiting > 0
          ? palette.waiting
          : palette.idle;
  const bottom = middle + barHeight / 2 + 1;
  // One call alone is as high as a bar; more share a height that still shows their number.
  const lowest = histogram.peak <= 2 ? barHeight - 2 : 3;
  const step = histogram.peak <= 1 ? 0 : (barHeight + 2 - lowest) / (histogram.peak - 1);
  // Exceptions are a strip at the bottom: of a group that is closed nothing else tells when they were.
  const layers: [Float32Array, string, number][] = [
    [histogram.ended, palette.applied, barHeight + 2],
    [histogram.running, palette.running, barHeight + 2],
    [histogram.exceptions, worst, 3],
  ];
  for (const [counts, color, highest] of layers) {
    context.fillStyle = color;
    const last = Math.min(counts.length - 1, Math.ceil(scale.width / COLUMN));
    for (let column = 0; column < last; column += 1) {
      const count = counts[column] ?? 0;
      if (count === 0) continue;
      const high = Math.min(highest, lowest + (count - 1) * step);
      context.fillRect(column * COLUMN, bottom - high, COLUMN, high);
    }
  }
}

/** A place where idle time is left out: two slanted strokes over the whole height. */
function drawBreaks(
  context: CanvasRenderingContext2D,
  { palette, scale, height }: LanesPicture,
): void {
  context.strokeStyle = palette.idle;
  context.setLineDash([2, 3]);
  context.lineWidth = 1;
  for (const { x } of scale.breaks) {
    context.beginPath();
    for (const side of [-2, 2]) {
      context.moveTo(Math.round(x + side) + 0.5, 0);
      context.lineTo(Math.round(x + side) + 0.5, height);
    }
    context.stroke();
  }
  context.setLineDash([]);
}
