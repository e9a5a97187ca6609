import { recordedJson } from '../../protocol/recorded-json.ts';
import { isInline, type RecordedValue, type StoredValue } from '../../protocol/recorded-value.ts';
import { applyEvent, emptyTimeline } from '../../timeline/apply-event.ts';
import type { Timeline } from '../../timeline/timeline.ts';
import { connect, type WhereRunsAre } from '../api/connect.ts';
import { harmlessLines } from '../run/failure-text.ts';
import { indentJson } from '../run/indent-json.ts';
import { outputText } from '../run/output-text.ts';
import { printJson, printOut } from '../standard-output.ts';
import { formatBytes } from '../tree/quantities.ts';
import { renderTree } from '../tree/render-tree.ts';
import { styleOf } from '../tree/terminal-style.ts';
import { findRun } from './find-run.ts';
import { readEvents } from './read-events.ts';

export interface ShowRunOptions extends WhereRunsAre {
  json?: boolean;
}

// On a terminal a run of 50,000 calls should not bury what was there; a file gets all of them.
const TERMINAL_LINES = 500;

/** Prints a run as it stands: its tree, its output, its value and its traceback. */
export async function showRun(run: string, options: ShowRunOptions): Promise<number> {
  const api = await connect(options);
  try {
    const { runId } = await findRun(api, run);
    if (options.json) {
      const answer = await api.send('GET', `/api/runs/${encodeURIComponent(runId)}`);
      await printJson((await answer.text()).replaceAll(/[\r\n]+/g, ' '));
      return 0;
    }
    const timeline = emptyTimeline();
    for await (const event of readEvents(api, runId)) applyEvent(timeline, event);
    await printOut(pictureOf(timeline));
    return 0;
  } finally {
    await api.close();
  }
}

function pictureOf(timeline: Timeline): string {
  const style = styleOf(process.stdout);
  const height = process.stdout.isTTY ? TERMINAL_LINES : Number.POSITIVE_INFINITY;
  const options = { ...style, height, now: Date.now() };
  const tree = renderTree({ ...timeline, output: [] }, options);
  const { traceback } = timeline.run.error ?? {};
  return [
    `${tree.join('\n')}\n`,
    outputText(timeline.output, style),
    traceback === undefined ? '' : `${harmlessLines(traceback.trimEnd())}\n`,
    valueLines(timeline.run.value, timeline.run.preview),
  ].join('');
}

function valueLines(value: RecordedValue | undefined, preview: string | undefined): string {
  if (value === undefined) return '';
  const { json, whole } = recordedJson(value);
  if (!whole) {
    const size = formatBytes((value as StoredValue).bytes);
    return `${harmlessLines(json)}…\n(the beginning of a value of ${size})\n`;
  }
  if (preview !== undefined) {
    const repr = isInline(value) ? String(value.value) : json;
    return `(not JSON; this is its repr)\n${harmlessLines(repr)}\n`;
  }
  return json === 'null' ? '' : `${harmlessLines(indentJson(json))}\n`;
}
