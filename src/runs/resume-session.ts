import type { SessionResume } from '../agents/session-resume.ts';
import type { Timeline } from '../timeline/timeline.ts';

/** What a driver that takes over an agent's run has to know; undefined for a run without an agent. */
export function resumeSession(timeline: Timeline): SessionResume | undefined {
  const { agent, run } = timeline;
  if (agent === undefined) return undefined;
  const { process, positions, awaited, inbox, conclusion, exit } = agent;
  return {
    ...(process !== undefined && { process }),
    ...(exit !== undefined && { exit }),
    positions,
    awaited,
    captured: timeline.deliverables.filter((file) => file.state === 'captured'),
    requests: timeline.attention.map(({ id, reason, url, closed }) => ({
      id,
      text: reason ?? url ?? '',
      ...(closed !== undefined && { closed }),
    })),
    inbox,
    ...(conclusion !== undefined && { conclusion }),
    ...(run.cancelRequest !== undefined && { cancelRequest: run.cancelRequest }),
    ...(run.startedAt !== undefined && { startedAt: run.startedAt }),
  };
}
