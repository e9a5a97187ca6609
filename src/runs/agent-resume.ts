import type { SessionResume } from '../agents/session-resume.ts';
import type { RunEvent } from '../protocol/events/event.ts';
import { applyEvent, emptyTimeline } from '../timeline/apply-event.ts';
import type { Timeline } from '../timeline/timeline.ts';

/** Folds the events of a run. */
export function foldEvents(events: Iterable<RunEvent>): Timeline {
  const timeline = emptyTimeline();
  for (const event of events) applyEvent(timeline, event);
  return timeline;
}

/** What a driver that takes a run over has to know, all of it from the journal. */
export function resumeOf(timeline: Timeline): SessionResume {
  const { agent, run, attention, deliverables } = timeline;
  return {
    ...(agent?.process && { process: agent.process }),
    ...(agent?.exit && { exit: agent.exit }),
    positions: agent?.positions ?? {},
    awaited: agent?.awaited ?? [],
    captured: deliverables.flatMap((file) =>
      file.state === 'captured'
        ? [
            {
              path: file.path,
              size: file.size,
              sha256: file.sha256,
              mediaType: file.mediaType,
              ref: file.ref,
            },
          ]
        : [],
    ),
    requests: attention.flatMap(({ id, kind, reason, url, closed }) =>
      kind === undefined
        ? []
        : [
            {
              id,
              text: (kind === 'browser' ? url : reason) ?? '',
              ...(closed && {
                closed: {
                  by: closed.by,
                  ...(closed.answer !== undefined && { answer: closed.answer }),
                },
              }),
            },
          ],
    ),
    inbox: (agent?.inbox ?? []).map(({ line, about }) => ({
      line,
      ...(about !== undefined && { about }),
    })),
    ...(agent?.conclusion && { conclusion: agent.conclusion }),
    ...(run.cancelRequest && { cancelRequest: run.cancelRequest }),
    ...(run.startedAt !== undefined && { startedAt: run.startedAt }),
  };
}
