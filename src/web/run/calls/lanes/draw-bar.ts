import type { CallTone } from '../../store/selection.ts';
import type { Segment } from './call-segments.ts';
import type { Palette } from './palette.ts';
import type { TimeScale } from './time-scale.ts';

/** No bar is narrower, so that a call of a millisecond is seen. */
const NARROWEST = 3;

/** Draws the bar of one call around the height `middle`. */
export function drawBar(
  context: CanvasRenderingContext2D,
  palette: Palette,
  scale: TimeScale,
  segments: readonly Segment[],
  middle: number,
  height: number,
): void {
  const first = segments[0];
  const last = segments.at(-1);
  if (first === undefined || last === undefined) return;
  const left = scale.x(first.from);
  const right = Math.max(scale.x(last.to), left + NARROWEST);
  if (right < 0 || left > scale.width) {
    const isBefore = right < 0;
    const x = isBefore ? 2 : scale.width - 2;
    drawArrow(context, fillOf(palette, last.tone), x, middle, isBefore ? -1 : 1);
    return;
  }
  for (const segment of segments) {
    const from = Math.max(scale.x(segment.from), -10);
    const isLast = segment === last;
    const to = Math.min(isLast ? right : scale.x(segment.to), scale.width + 10);
    const narrowest = isLast ? NARROWEST : 1;
    drawPart(context, palette, segment.tone, from, Math.max(to - from, narrowest), middle, height);
  }
}

function drawPart(
  context: CanvasRenderingContext2D,
  palette: Palette,
  tone: CallTone,
  x: number,
  width: number,
  middle: number,
  height: number,
): void {
  const top = middle - height / 2;
  const isHollow = tone === 'waiting' || tone === 'unknown' || tone === 'not_started';
  context.beginPath();
  if (!isHollow || width < 6) {
    context.roundRect(x, top, width, height, Math.min(2, width / 2));
    context.fillStyle = fillOf(palette, tone);
    context.fill();
    return;
  }
  context.roundRect(x + 0.5, top + 0.5, width - 1, height - 1, 2);
  if (tone !== 'not_started') {
    context.fillStyle = tone === 'waiting' ? palette.waitingSoft : palette.unknownSoft;
    context.fill();
    context.fillStyle = tone === 'waiting' ? palette.waitingStripes : palette.unknownStripes;
    context.fill();
  }
  context.setLineDash(tone === 'waiting' ? [] : [3, 2]);
  context.lineWidth = 1;
  context.strokeStyle = fillOf(palette, tone);
  context.stroke();
  context.setLineDash([]);
}

/** Says that a bar lies outside of what the lane shows. */
function drawArrow(
  context: CanvasRenderingContext2D,
  color: string,
  x: number,
  middle: number,
  direction: -1 | 1,
): void {
  context.beginPath();
  context.moveTo(x, middle);
  context.lineTo(x - direction * 5, middle - 4);
  context.lineTo(x - direction * 5, middle + 4);
  context.closePath();
  context.fillStyle = color;
  context.fill();
}

function fillOf(palette: Palette, tone: CallTone): string {
  return tone === 'not_started' || tone === 'cancelled' ? palette.idle : palette[tone];
}
