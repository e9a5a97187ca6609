import type { FollowBatch, Follower } from '../../hosts/follower.ts';
import type { RunEventBody } from '../../protocol/events/event.ts';
import type { LogRead } from '../../protocol/events/log.ts';
import { parseLogLine } from '../../protocol/log-channel/parse-log-line.ts';
import { disturbance } from './disturbance.ts';
import type { EventSink } from './event-sink.ts';
import type { Hearing } from './hearing.ts';
import { joinOutput } from './join-output.ts';

/** Lines whose events are recorded at once. */
const LINES_AT_ONCE = 1_000;

export interface LogReaderParts {
  follower: Follower;
  hearing: Hearing;
  sink: EventSink;
  /** Resolves when more lines may be read. */
  room: () => Promise<void>;
  /** Something was read. */
  onHeard: () => void;
}

/**
 * Reads the log to its end: each line becomes events that are recorded together with the place behind
 * it, so that who goes on there reads no line twice. Waits when the record is slow.
 */
export async function readLog(parts: LogReaderParts): Promise<void> {
  const { follower, hearing, sink, room, onHeard } = parts;
  for await (const batch of follower) {
    onHeard();
    if (batch.type === 'disturbed') {
      void sink.add([disturbance('log', batch.change)]);
      continue;
    }
    for (let from = 0; from < batch.lines.length; from += LINES_AT_ONCE) {
      await room();
      void sink.add(await eventsOf(batch, from, hearing));
    }
    await room();
  }
}

async function eventsOf(
  batch: FollowBatch & { type: 'lines' },
  from: number,
  hearing: Hearing,
): Promise<RunEventBody[]> {
  const lines = batch.lines.slice(from, from + LINES_AT_ONCE);
  const bodies: RunEventBody[] = [];
  for (const { text, cut, hole } of lines) {
    bodies.push(...(await hearing.hear(parseLogLine(text), text)));
    if (cut) bodies.push(disturbance('log', 'cut'));
    if (hole) bodies.push(disturbance('log', 'truncated'));
  }
  const isLast = from + LINES_AT_ONCE >= batch.lines.length;
  const read: LogRead = {
    type: 'log.read',
    file: 'log',
    ...(isLast
      ? batch.position
      : { generation: batch.generation, offset: lines.at(-1)?.end ?? batch.position.offset }),
  };
  return [...joinOutput(bodies), read];
}
