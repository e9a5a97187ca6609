import type { RunSummary } from '../../protocol/api/run-summary.ts';
import { formatDuration } from '../format/duration.ts';
import { countOf } from '../format/numbers.ts';
import type { Tally } from '../ui/bars.tsx';
import type { GlyphState } from '../ui/state-glyph.tsx';

/** An agent that says nothing for this long is said to be silent, in milliseconds. */
const SILENT_MS = 30_000;

/** The glyph of a run and the word that it stands for. */
export function glyphOf(run: RunSummary): { state: GlyphState; word: string } {
  switch (run.state) {
    case 'running':
      return { state: 'running', word: 'Running' };
    case 'done':
      return { state: 'applied', word: 'Done' };
    case 'error':
      return { state: 'error', word: 'Error' };
    case 'cancelled':
      return { state: 'cancelled', word: 'Cancelled' };
    case 'timed_out':
      return { state: 'error', word: 'Timed out' };
    case 'exited':
      return { state: 'error', word: 'Agent exited' };
    case 'lost':
      return { state: 'lost', word: 'Channel lost' };
  }
}

/** How an ended run ended, in one sentence; `isBad` where somebody should look. */
export function outcomeOf(run: RunSummary): { text: string; isBad: boolean } {
  const took = formatDuration((run.endedAt ?? run.lastAt) - run.startedAt);
  switch (run.state) {
    case 'running':
      return { text: run.message ?? '', isBad: false };
    case 'done': {
      const files = run.files > 0 ? `, ${countOf(run.files, 'file')}` : '';
      return { text: run.summary ? `Done, ${run.summary}` : `Done${files}`, isBad: false };
    }
    case 'error':
      return { text: errorText(run) ?? run.summary ?? 'Error', isBad: true };
    case 'cancelled':
      return { text: run.summary ?? 'Cancelled', isBad: false };
    case 'timed_out':
      return { text: `Timed out after ${took}`, isBad: true };
    case 'exited':
      return {
        text: run.summary ?? errorText(run) ?? 'The agent exited without a word',
        isBad: true,
      };
    case 'lost': {
      const { unknown } = run.applied;
      const risk = unknown > 0 ? `, ${countOf(unknown, 'call')} with unknown outcome` : '';
      return { text: `Channel lost${risk}`, isBad: true };
    }
  }
}

function errorText({ error }: RunSummary): string | undefined {
  if (error === undefined) return undefined;
  return error.message === '' ? error.name : `${error.name}: ${error.message}`;
}

/** How long an agent has said nothing, where that is worth a word; milliseconds. */
export function silenceOf(run: RunSummary, now: number): number | undefined {
  if (run.kind !== 'agent' || run.state !== 'running' || run.open.length > 0) return undefined;
  const silent = now - run.lastAt;
  return silent > SILENT_MS ? silent : undefined;
}

/** How many calls a run has made. */
export function callsOf({ calls }: RunSummary): number {
  return Object.values(calls).reduce((sum, count) => sum + count, 0);
}

/** The calls of a run by what became of them. An outcome that nobody knows counts before its status. */
export function tallyOf({ calls, applied }: RunSummary): Tally {
  const total = Object.values(calls).reduce((sum, count) => sum + count, 0);
  const unknown = applied.unknown;
  const error = Math.max(
    0,
    Math.min(calls.error + calls.timed_out, total - calls.running - unknown),
  );
  const ok = Math.min(calls.ok, Math.max(0, total - calls.running - unknown - error));
  return {
    applied: ok,
    running: calls.running,
    error,
    unknown,
    idle: Math.max(0, total - ok - calls.running - error - unknown),
  };
}

/** A tally in words, for those who do not see the bar. */
export function tallyWords(tally: Tally): string {
  const words: [number, string][] = [
    [tally.applied, 'applied'],
    [tally.running, 'running'],
    [tally.error, 'with an error'],
    [tally.unknown, 'with unknown outcome'],
    [tally.idle, 'not started or cancelled'],
  ];
  return words.flatMap(([count, word]) => (count > 0 ? [`${count} ${word}`] : [])).join(', ');
}

/** Where a run came from: the person in its tag `by`, else the tag `source`. */
export function starterOf({
  tags,
}: RunSummary): { kind: 'person' | 'schedule' | 'ci' | 'other'; name: string } | undefined {
  if (tags?.by) return { kind: 'person', name: tags.by };
  const source = tags?.source;
  if (!source) return undefined;
  if (/^(ci|github|gitlab|pull|build)\b/i.test(source)) return { kind: 'ci', name: source };
  if (/schedule|cron|nightly|hourly|daily|weekly/i.test(source)) {
    return { kind: 'schedule', name: source };
  }
  return { kind: 'other', name: source };
}

/** The beginning of a run's id, long enough to tell runs apart on a screen. */
export function shortId(runId: string): string {
  return runId.length <= 14 ? runId : runId.slice(0, 12);
}
