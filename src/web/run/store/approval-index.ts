import type { Approval, Timeline } from '../../../timeline/timeline.ts';

/** Finds approvals by id without searching the list of all of them. */
export interface ApprovalIndex {
  get(id: string): Approval | undefined;
}

export function createApprovalIndex(timeline: Timeline): ApprovalIndex {
  const byId = new Map<string, Approval>();
  let known = 0;
  return {
    get(id) {
      // The list only grows, and its entries stay the same objects.
      for (; known < timeline.approvals.length; known += 1) {
        const approval = timeline.approvals[known];
        if (approval !== undefined) byId.set(approval.id, approval);
      }
      return byId.get(id);
    },
  };
}
