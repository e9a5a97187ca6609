import type { CallNode } from '../../../../timeline/call-node.ts';
import { formatCount } from '../../../format/numbers.ts';
import type { GlyphState } from '../../../ui/state-glyph.tsx';
import { type CallTone, callTones } from '../../store/selection.ts';
import type { CallEntry } from '../model/call-entry.ts';
import type { CallSite, Tallies } from '../model/call-site.ts';
import type { OpenMode } from '../model/openness.ts';

/** How a tone is said of several calls. */
const toneWords: Readonly<Record<CallTone, string>> = {
  applied: 'ok',
  running: 'running',
  waiting: 'waiting',
  error: 'errors',
  unknown: 'unknown',
  not_started: 'not started',
  cancelled: 'cancelled',
};

const worstFirst: readonly CallTone[] = [
  'waiting',
  'error',
  'unknown',
  'running',
  'not_started',
  'cancelled',
];

/** The one of a group's tones that a person should see first. */
export function worstTone(tallies: Tallies): GlyphState {
  return worstFirst.find((tone) => tallies[tone] > 0) ?? 'applied';
}

/** What a group's row says behind its name: `312 ok, 6 running`, or `23 ok folded`. */
export function siteWords(site: CallSite, mode: OpenMode | undefined, isFiltered: boolean): string {
  const { tallies, members, matches } = site;
  if (isFiltered) return `${formatCount(matches.size)} of ${formatCount(members.length)} match`;
  if (mode === 'some' || mode === 'exceptions') return foldedWords(site);
  return callTones
    .filter((tone) => tallies[tone] > 0)
    .map((tone) => countTone(tallies[tone], tone))
    .join(', ');
}

/** What is not listed below a group that shows its exceptions only. */
function foldedWords({ tallies, exceptions }: CallSite): string {
  const folded = { applied: tallies.applied, running: tallies.running };
  for (const { tone } of exceptions) {
    if (tone === 'applied' || tone === 'running') folded[tone] -= 1;
  }
  const words = (['applied', 'running'] as const)
    .filter((tone) => folded[tone] > 0)
    .map((tone) => countTone(folded[tone], tone));
  return words.length === 0 ? '' : `${words.join(', ')} folded`;
}

/** `1 error`, `412 errors`, `23 ok`. */
export function countTone(count: number, tone: CallTone): string {
  const word = tone === 'error' && count === 1 ? 'error' : toneWords[tone];
  return `${formatCount(count)} ${word}`;
}

/** A moment of the run, for a sentence: seconds since its start. */
function secondsAt(at: number, start: number): string {
  return `${(Math.max(0, at - start) / 1000).toFixed(1)} s`;
}

/** What a call's lane shows, as one sentence. */
export function laneSentence({ call, tone }: CallEntry, start: number): string {
  const { beganAt } = call;
  if (beganAt === undefined) return 'its start was not recorded';
  const began = `started at ${secondsAt(beganAt, start)}`;
  if (call.endedAt !== undefined) return `${began}, ended at ${secondsAt(call.endedAt, start)}`;
  if (tone === 'waiting') return `${began}, waiting for a person`;
  return tone === 'running' ? `${began}, still running` : `${began}, never ended`;
}

/** The name of a tool, what stands before its last dot apart. */
export function splitTool(tool: string): [space: string, name: string] {
  const dot = tool.lastIndexOf('.');
  return dot <= 0 || dot === tool.length - 1
    ? ['', tool]
    : [tool.slice(0, dot + 1), tool.slice(dot + 1)];
}

/** What stands for the name of a call whose begin is missing. */
export function nameOf(call: CallNode): string {
  return call.tool ?? `call ${call.callId}`;
}
