import { runDuration } from '../../timeline/selectors.ts';
import type { RunState, Timeline } from '../../timeline/timeline.ts';
import { countList } from './collapse-line.ts';
import { fitWidth, widthOf } from './fit-width.ts';
import { clip, harmless } from './harmless.ts';
import { drawLine, type Piece } from './line.ts';
import { progressPieces } from './progress-bar.ts';
import { formatCounted, formatDuration } from './quantities.ts';
import { markOf, runLooks, type Signs, signsFor, wordLook } from './symbols.ts';
import { besideNotes } from './told-once.ts';
import type { Ending, TreeOptions } from './tree-options.ts';

const MIN_WIDTH_FOR_BAR = 70;

/** The run's own line: `● Fuel economy report  running 3.2 s  12 calls: 10 ok, 2 running`. */
export function drawHeader(timeline: Timeline, options: Omit<TreeOptions, 'height'>): string {
  const { run } = timeline;
  const signs = signsFor(options.unicode);
  const { ending } = options;
  const look = runLooks[ending === 'at_once' ? 'cancelled' : run.state];
  const title = harmless(clip(run.title ?? timeline.runId ?? 'run', 200));
  const mark: Piece = { text: `${markOf(look, options.unicode)} `, look: look.color };
  const pieces: Piece[] = [{ text: '  ' }, stateWord(run.state, ending, signs)];
  const duration = runDuration(timeline, options.now);
  if (duration) pieces.push({ text: ` ${formatDuration(duration)}` });
  if (run.state === 'running' && run.percent !== undefined) {
    const withBar = options.width >= MIN_WIDTH_FOR_BAR;
    pieces.push({ text: '  ' }, ...progressPieces(run.percent, signs, withBar));
  }
  if (run.summary !== undefined) pieces.push({ text: `  ${harmless(clip(run.summary, 500))}` });
  if (run.error !== undefined) {
    const told = `${clip(run.error.name, 100)}: ${clip(besideNotes(run.error.message, run.notes), 500)}`;
    pieces.push({ text: `  ${harmless(told)}`, look: 'red' });
  }
  const count = timeline.calls.length;
  if (count > 0) {
    const told = `${formatCounted(count, 'call')}: ${countList(timeline.counts)}`;
    pieces.push({ text: `  ${told}` });
  }
  if (run.state === 'running' && run.message !== undefined) {
    pieces.push({ text: `  ${harmless(clip(run.message, 500))}` });
  }
  const { width, color } = options;
  const room = roomForTitle(width, pieces);
  const name: Piece = { text: fitWidth(title, room, signs.ellipsis), look: 'bold' };
  return drawLine([mark, name, ...pieces], { width, color, ellipsis: signs.ellipsis });
}

/** Columns of a title: half the line, more where the rest needs less. */
function roomForTitle(width: number, rest: readonly Piece[]): number {
  const needed = rest.reduce((sum, { text }) => sum + widthOf(text), 2);
  return Math.max(Math.floor(width / 2) - 2, width - needed);
}

/** What the run does, or how it ended; what the person has asked for stands in its place. */
function stateWord(state: RunState, ending: Ending | undefined, signs: Signs): Piece {
  if (ending === 'at_once') return { text: 'ended at once', look: 'magenta' };
  const open = state === 'pending' || state === 'running';
  if (ending === 'cancelling' && open) {
    return { text: `cancelling${signs.ellipsis}`, look: 'magenta' };
  }
  const look = wordLook(runLooks[state]);
  return look === undefined ? { text: runLooks[state].word } : { text: runLooks[state].word, look };
}
