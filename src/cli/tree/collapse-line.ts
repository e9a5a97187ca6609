import type { CallState } from '../../timeline/call-node.ts';
import { formatCount, formatCounted } from './quantities.ts';
import { callLooks, type Signs } from './symbols.ts';

/** `… 9,980 finished calls: 9,978 ok, 2 failed`, or undefined when no call is hidden. */
export function collapseText(hidden: Record<CallState, number>, signs: Signs): string | undefined {
  const counted = (Object.keys(callLooks) as CallState[]).filter((state) => hidden[state] > 0);
  const total = counted.reduce((sum, state) => sum + hidden[state], 0);
  if (total === 0) return undefined;
  const kind = hidden.running > 0 ? 'more' : 'finished';
  return `${signs.ellipsis} ${formatCounted(total, `${kind} call`)}: ${countList(hidden)}`;
}

/** `9,978 ok, 2 failed`: the states that occur, each with its word. */
export function countList(counts: Readonly<Record<CallState, number>>): string {
  return (Object.keys(callLooks) as CallState[])
    .filter((state) => counts[state] > 0)
    .map((state) => `${formatCount(counts[state])} ${callLooks[state].word}`)
    .join(', ');
}
