import type { RunEvent } from '../../../protocol/events/event.ts';
import type { CallNode } from '../../../timeline/call-node.ts';
import type { Timeline } from '../../../timeline/timeline.ts';
import type { ApprovalIndex } from './approval-index.ts';
import type { ChannelLines } from './channel-lines.ts';
import type { Connection, Gap } from './connection.ts';

/** What one commit brought. */
export interface Changes {
  /** Calls that are new or look different. */
  readonly calls: ReadonlySet<CallNode>;
  /** How many events were applied. */
  readonly events: number;
}

/**
 * One run as this page has it. `timeline` is changed in place as events arrive; views learn of it
 * once per animation frame and compare `version`.
 */
export interface RunStore {
  readonly runId: string;
  readonly timeline: Timeline;
  readonly approvals: ApprovalIndex;
  /** What an agent and its driver say to each other; empty for other runs. */
  readonly channel: Pick<ChannelLines, 'lines'>;
  readonly connection: Connection;
  /** Positions that are being fetched because the stream left them out. */
  readonly gap: Gap | undefined;
  /** Grows by one with every commit. */
  readonly version: number;
  /** The same for text that nobody reads at 60 frames a second: at most 10 Hz in a fast stream. */
  readonly textVersion: number;
  /** Bytes of arguments and results of all calls, as JSON text in UTF-8. */
  readonly bytes: number;
  /** The server's clock in milliseconds since the epoch; stands still while not connected. */
  now(): number;
  /** Called after each commit and each change of `connection` or `gap`. */
  subscribe(listener: () => void): () => void;
  /** Called before `subscribe`'s listeners, with what the commit brought. */
  subscribeChanges(listener: (changes: Changes) => void): () => void;
  /** Called for every event as it is applied, before anything is committed. */
  subscribeEvents(listener: (event: RunEvent) => void): () => void;
  /** Connects, from the last event that is here; returns what disconnects. */
  connect(): () => void;
  /** Tries again at once instead of after the wait. */
  retry(): void;
}
