import type { RunEvent } from '../../../protocol/events/event.ts';
import { isKnownEvent } from '../../../protocol/events/known-event.ts';
import { applyEvent, emptyTimeline } from '../../../timeline/apply-event.ts';
import type { CallNode } from '../../../timeline/call-node.ts';
import { createApprovalIndex } from './approval-index.ts';
import { ChannelLines } from './channel-lines.ts';
import { createCommits } from './commits.ts';
import type { Connection, Gap } from './connection.ts';
import { changedBy } from './event-changes.ts';
import { RunFollower } from './follow-run.ts';
import type { Changes, RunStore } from './run-store.ts';
import { createServerClock } from './server-clock.ts';
import { valueBytes } from './value-bytes.ts';

/** A run's store, empty and not connected so far. */
export function openRun(runId: string): RunStore {
  const timeline = emptyTimeline();
  const approvals = createApprovalIndex(timeline);
  const channel = new ChannelLines();
  const clock = createServerClock();
  const listeners = new Set<() => void>();
  const changeListeners = new Set<(changes: Changes) => void>();
  const eventListeners = new Set<(event: RunEvent) => void>();
  let connection: Connection = { state: 'loading', received: 0 };
  let gap: Gap | undefined;
  let version = 0;
  let textVersion = 0;
  let bytes = 0;
  let changed = new Set<CallNode>();
  let events = 0;
  let retry = (): void => {};

  const commits = createCommits((text) => {
    if (events > 0) {
      const changes: Changes = { calls: changed, events };
      changed = new Set();
      events = 0;
      version += 1;
      for (const listener of [...changeListeners]) listener(changes);
    }
    if (text) textVersion = version;
    for (const listener of [...listeners]) listener();
  });

  const apply = (event: RunEvent): void => {
    if (event.seq <= timeline.lastSeq) return;
    applyEvent(timeline, event);
    for (const call of changedBy(timeline, approvals, event)) changed.add(call);
    if (isKnownEvent(event)) {
      if (event.type === 'call.began') bytes += valueBytes(event.args);
      if (event.type === 'call.ended') bytes += valueBytes(event.result);
    }
    if (timeline.run.kind === 'agent') channel.add(event);
    for (const listener of eventListeners) listener(event);
    events += 1;
  };

  return {
    runId,
    timeline,
    approvals,
    channel,
    get connection() {
      return connection;
    },
    get gap() {
      return gap;
    },
    get version() {
      return version;
    },
    get textVersion() {
      return textVersion;
    },
    get bytes() {
      return bytes;
    },
    now: clock.now,
    subscribe: (listener) => subscribe(listeners, listener),
    subscribeChanges: (listener) => subscribe(changeListeners, listener),
    subscribeEvents: (listener) => subscribe(eventListeners, listener),
    connect() {
      const follower = new RunFollower(runId, {
        lastSeq: () => timeline.lastSeq,
        take(batch) {
          for (const event of batch) apply(event);
          commits.request(batch.length);
        },
        setConnection(next) {
          connection = next;
          if (next.state !== 'live' && next.state !== 'loading') clock.stop();
          commits.request(0);
        },
        setGap(next) {
          gap = next;
          commits.request(0);
        },
        setServerTime: clock.set,
      });
      follower.start();
      retry = () => follower.retry();
      return () => {
        follower.stop();
        commits.cancel();
      };
    },
    retry: () => retry(),
  };
}

function subscribe<T>(listeners: Set<T>, listener: T): () => void {
  listeners.add(listener);
  return () => listeners.delete(listener);
}
