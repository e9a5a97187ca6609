import type { Timeline } from '../../timeline/timeline.ts';
import { clip, harmless } from './harmless.ts';
import type { Piece } from './line.ts';
import { formatDuration } from './quantities.ts';

const MAX_TEXT = 200;

/** What somebody should know of an agent under way: it is being ended, out of reach, or silent. */
export function agentTrouble({ run, agent }: Timeline, now: number): Piece[] {
  if (run.endedAt !== undefined) return [];
  const told: string[] = [];
  if (run.cancelRequest !== undefined) {
    told.push(`${harmless(clip(run.cancelRequest.by, MAX_TEXT))} asked it to end`);
  }
  if (agent?.connection === 'broken') {
    const reason = harmless(clip(agent.brokenBecause ?? '', MAX_TEXT));
    told.push(`connection lost, trying again: ${reason}`);
  }
  if (agent?.quietSince !== undefined) {
    told.push(`silent for ${formatDuration(Math.max(0, now - agent.quietSince))}`);
  }
  return told.map((text) => ({ text, look: 'magenta' }));
}
