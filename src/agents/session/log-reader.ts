import type { FollowBatch, FollowedLine, Follower } from '../../hosts/follower.ts';
import type { RunEventBody } from '../../protocol/events/event.ts';
import type { LogRead } from '../../protocol/events/log.ts';
import { parseLogLine } from '../../protocol/log-channel/parse-log-line.ts';
import type { RecordedValue } from '../../protocol/recorded-value.ts';
import { disturbance } from './disturbance.ts';
import type { EventSink } from './event-sink.ts';
import type { Hearing } from './hearing.ts';
import { joinOutput } from './join-output.ts';
import { linePortions } from './line-portions.ts';

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
    for (const lines of linePortions(batch.lines)) {
      await room();
      const kept = await keepAll(lines, hearing);
      void sink.add(eventsOf(batch, lines, { hearing, kept }));
    }
    await room();
  }
}

type Kept = ReadonlyMap<FollowedLine, RecordedValue>;

async function keepAll(lines: readonly FollowedLine[], hearing: Hearing): Promise<Kept> {
  const kept = new Map<FollowedLine, RecordedValue>();
  for (const followed of lines) {
    const line = parseLogLine(followed.text);
    if (line.type === 'domain') kept.set(followed, await hearing.keep(line));
  }
  return kept;
}

function eventsOf(
  batch: FollowBatch & { type: 'lines' },
  lines: readonly FollowedLine[],
  { hearing, kept }: { hearing: Hearing; kept: Kept },
): RunEventBody[] {
  const bodies: RunEventBody[] = [];
  for (const followed of lines) {
    const { text, cut, hole } = followed;
    bodies.push(...hearing.hear(parseLogLine(text), text, kept.get(followed)));
    if (cut) bodies.push(disturbance('log', 'cut'));
    if (hole) bodies.push(disturbance('log', 'truncated'));
  }
  const isLast = lines.at(-1) === batch.lines.at(-1);
  const read: LogRead = {
    type: 'log.read',
    file: 'log',
    ...(isLast
      ? batch.position
      : { generation: batch.generation, offset: lines.at(-1)?.end ?? batch.position.offset }),
  };
  return [...joinOutput(bodies), read];
}
