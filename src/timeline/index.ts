export { applyEvent, emptyTimeline } from './apply-event.ts';
export type { CallApplied, CallMark, CallNode, CallState } from './call-node.ts';
export { fold } from './fold.ts';
export { lightenEvent } from './lighten-event.ts';
export { type CallRow, visibleRows } from './rows.ts';
export {
  callDuration,
  countByStatus,
  openApprovals,
  openAttention,
  runDuration,
} from './selectors.ts';
export { type CallSnapshot, snapshot, type TimelineSnapshot } from './snapshot.ts';
export { summarise } from './summarise.ts';
export type {
  Approval,
  AttentionRequest,
  Deliverable,
  DomainMessage,
  OutputPiece,
  RunFacts,
  RunState,
  Timeline,
} from './timeline.ts';
