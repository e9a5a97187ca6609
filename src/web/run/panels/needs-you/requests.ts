import { openApprovals, openAttention } from '../../../../timeline/selectors.ts';
import type { Approval, AttentionRequest, Timeline } from '../../../../timeline/timeline.ts';

/** Something that waits for a person. */
export type Request =
  | { kind: 'attention' | 'browser'; id: string; at: number; request: AttentionRequest }
  | { kind: 'approval'; id: string; at: number; approval: Approval };

/** What waits for a person, the oldest first. Nothing waits in a run that has ended. */
export function openRequests(timeline: Timeline): Request[] {
  if (timeline.run.endedAt !== undefined) return [];
  const requests: Request[] = [];
  for (const request of openAttention(timeline)) {
    if (request.kind === undefined) continue;
    requests.push({ kind: request.kind, id: request.id, at: request.raisedAt ?? 0, request });
  }
  for (const approval of openApprovals(timeline)) {
    requests.push({ kind: 'approval', id: approval.id, at: approval.askedAt ?? 0, approval });
  }
  return requests.sort((a, b) => a.at - b.at);
}

/** A request that somebody has dealt with, by `attention` or `approval` and its id. */
export function closedRequest(timeline: Timeline, key: string): Request | undefined {
  const [kind, ...rest] = key.split(' ');
  const id = rest.join(' ');
  if (kind === 'approval') {
    const approval = timeline.approvals.find((one) => one.id === id);
    return approval && { kind, id, at: approval.askedAt ?? 0, approval };
  }
  const request = timeline.attention.findLast((one) => one.id === id);
  if (request?.kind === undefined) return undefined;
  return { kind: request.kind, id, at: request.raisedAt ?? 0, request };
}
