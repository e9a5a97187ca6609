import type { RunSummary } from '../../protocol/api/run-summary.ts';
import { fitWidth, widthOf } from '../tree/fit-width.ts';
import { clip, harmless } from '../tree/harmless.ts';
import { drawLine, type Piece } from '../tree/line.ts';
import { formatCounted, formatDuration } from '../tree/quantities.ts';
import { markOf, runLooks, signsFor, wordLook } from '../tree/symbols.ts';

export interface TableOptions {
  width: number;
  color: boolean;
  unicode: boolean;
  /** Milliseconds since the epoch. */
  now: number;
}

/** Enough of an id to name the run, as `git log --oneline` shows of a commit. */
const ID_LENGTH = 12;

/** Runs as lines of a table, a title line not included. */
export function runsTable(runs: readonly RunSummary[], options: TableOptions): string[] {
  const signs = signsFor(options.unicode);
  const ids = idsOf(runs);
  const rows = runs.map((run, index) => rowOf(run, ids[index] ?? run.runId, options));
  const widths = [0, 1, 2, 3].map((column) =>
    Math.max(0, ...rows.map((row) => widthOf(row.columns[column] ?? ''))),
  );
  return rows.map(({ mark, columns, rest }) => {
    const pieces: Piece[] = [mark, { text: ' ' }];
    for (const [column, text] of columns.entries()) {
      pieces.push({ text: `${pad(text, widths[column] ?? 0)}  `, ...rest.looks[column] });
    }
    pieces.push({ text: rest.title });
    return drawLine(pieces, { ...options, ellipsis: signs.ellipsis });
  });
}

interface Row {
  mark: Piece;
  columns: string[];
  rest: { title: string; looks: (Pick<Piece, 'look'> | undefined)[] };
}

function rowOf(run: RunSummary, id: string, { unicode, now }: TableOptions): Row {
  const look = runLooks[run.state];
  const word = wordLook(look);
  const waiting = run.open.length;
  const needs = waiting > 0 ? ` (${signsFor(unicode).attention} ${waiting} to answer)` : '';
  return {
    mark: { text: markOf(look, unicode), look: look.color },
    columns: [
      harmless(id),
      `${look.word}${needs} ${formatDuration((run.endedAt ?? now) - run.startedAt)}`,
      startOf(run.startedAt),
      tallyOf(run),
    ],
    rest: {
      title: titleOf(run),
      looks: [undefined, word && { look: word }],
    },
  };
}

/** How much it did: an agent's work is told by how far it says it is and by its files. */
function tallyOf({ kind, state, percent, files, calls }: RunSummary): string {
  const count = Object.values(calls).reduce((sum, one) => sum + one, 0);
  if (kind !== 'agent') return formatCounted(count, 'call');
  const parts = [
    ...(state === 'running' && percent !== undefined ? [`${percent} %`] : []),
    ...(count > 0 ? [formatCounted(count, 'call')] : []),
    formatCounted(files, 'file'),
  ];
  return parts.join(', ');
}

/** An agent's with the machine it runs on, where that is another one. */
function titleOf({ title, host }: RunSummary): string {
  const shown = harmless(clip(title, 200));
  return host === undefined || host === 'local'
    ? shown
    : `${shown} (on ${harmless(clip(host, 100))})`;
}

/** Ids cut to a common length that still tells the runs of this table apart. */
function idsOf(runs: readonly RunSummary[]): string[] {
  for (let length = ID_LENGTH; length < 200; length += 4) {
    const cut = runs.map(({ runId }) => runId.slice(0, length));
    if (new Set(cut).size === runs.length) return cut;
  }
  return runs.map(({ runId }) => runId);
}

/** `2026-11-20 15:43`, by the clock of this machine. */
function startOf(milliseconds: number): string {
  const date = new Date(milliseconds);
  const two = (count: number): string => String(count).padStart(2, '0');
  const day = [date.getFullYear(), two(date.getMonth() + 1), two(date.getDate())].join('-');
  return `${day} ${two(date.getHours())}:${two(date.getMinutes())}`;
}

function pad(text: string, width: number): string {
  const fitting = fitWidth(text, width);
  return fitting + ' '.repeat(Math.max(0, width - widthOf(fitting)));
}
