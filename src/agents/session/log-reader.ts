import type { FollowBatch, FollowedLine, Follower } from '../../hosts/follower.ts';
import type { RunEventBody } from '../../protocol/events/event.ts';
import type { LogRead } from '../../protocol/events/log.ts';
import type { LogLine } from '../../protocol/log-channel/log-line.ts';
import { parseLogLine } from '../../protocol/log-channel/parse-log-line.ts';
import { disturbance } from './disturbance.ts';
import type { EventSink } from './event-sink.ts';
import type { Hearing } from './hearing.ts';
import { joinOutput } from './join-output.ts';
import { linePortions } from './line-portions.ts';

export interface LogReaderParts {
  follower: Follower;
  hearing: Hearing;
  sink: EventSink;
  /** Whether the agent has exited: until then a line without a line end is none. */
  isAgentOver: () => boolean;
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
  const { follower, sink, room, onHeard } = parts;
  for await (const batch of follower) {
    onHeard();
    if (batch.type === 'disturbed') {
      void sink.add([disturbance('log', batch.change)]);
      continue;
    }
    for (const lines of linePortions(batch.lines)) {
      await room();
      void sink.add(await eventsOf(batch, lines, parts));
    }
    await room();
  }
}

async function eventsOf(
  batch: FollowBatch & { type: 'lines' },
  lines: readonly FollowedLine[],
  { hearing, isAgentOver }: LogReaderParts,
): Promise<RunEventBody[]> {
  const bodies: RunEventBody[] = [];
  for (const { text, cut, hole, unterminated } of lines) {
    const line = parseLogLine(text);
    const counts = !unterminated || isAgentOver();
    bodies.push(...(await hearing.hear(counts ? line : unendedLine(line, text), text)));
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

/** What a running agent left without a line end in a log that another one replaced: text, and told. */
function unendedLine(line: LogLine, text: string): LogLine {
  if (line.type === 'unknown') return line;
  const keyword = /^[^:\s]*/.exec(text)?.[0];
  const hint = `Not read as ${keyword}; the log was replaced before the line had its end. End each line, and append with >>.`;
  return { type: 'unknown', line: text, hint };
}
