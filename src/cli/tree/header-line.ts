import { runDuration } from '../../timeline/selectors.ts';
import type { Timeline } from '../../timeline/timeline.ts';
import { countList } from './collapse-line.ts';
import { clip, harmless } from './harmless.ts';
import { drawLine, type Piece } from './line.ts';
import { progressPieces } from './progress-bar.ts';
import { formatCounted, formatDuration } from './quantities.ts';
import { markOf, runLooks, signsFor } from './symbols.ts';
import type { TreeOptions } from './tree-options.ts';

const MIN_WIDTH_FOR_BAR = 70;

/** The run's own line: `● Fuel economy report  running 3.2 s  12 calls: 10 ok, 2 running`. */
export function drawHeader(timeline: Timeline, options: Omit<TreeOptions, 'height'>): string {
  const { run } = timeline;
  const signs = signsFor(options.unicode);
  const look = runLooks[run.state];
  const title = harmless(clip(run.title ?? timeline.runId ?? 'run', 200));
  const pieces: Piece[] = [
    { text: `${markOf(look, options.unicode)} `, look: look.color },
    { text: title, look: 'bold' },
    { text: `  ${look.word}`, look: look.color },
  ];
  const duration = runDuration(timeline, options.now);
  if (duration) pieces.push({ text: ` ${formatDuration(duration)}`, look: 'dim' });
  if (run.state === 'running' && run.percent !== undefined) {
    const withBar = options.width >= MIN_WIDTH_FOR_BAR;
    pieces.push({ text: '  ' }, ...progressPieces(run.percent, signs, withBar));
  }
  if (run.summary !== undefined) pieces.push({ text: `  ${harmless(clip(run.summary, 500))}` });
  if (run.error !== undefined) {
    const told = `${clip(run.error.name, 100)}: ${clip(run.error.message, 500)}`;
    pieces.push({ text: `  ${harmless(told)}`, look: 'red' });
  }
  const count = timeline.calls.length;
  if (count > 0) {
    const told = `${formatCounted(count, 'call')}: ${countList(timeline.counts)}`;
    pieces.push({ text: `  ${told}`, look: 'dim' });
  }
  if (run.state === 'running' && run.message !== undefined) {
    pieces.push({ text: `  ${harmless(clip(run.message, 500))}` });
  }
  const { width, color } = options;
  return drawLine(pieces, { width, color, ellipsis: signs.ellipsis });
}
