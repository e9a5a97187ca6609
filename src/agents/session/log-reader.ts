import type { FollowBatch, FollowedLine, Follower } from '../../hosts/follower.ts';
import type { RunEventBody } from '../../protocol/events/event.ts';
import type { LogRead } from '../../protocol/events/log.ts';
import type { LogLine } from '../../protocol/log-channel/log-line.ts';
import { parseLogLine } from '../../protocol/log-channel/parse-log-line.ts';
import type { RecordedValue } from '../../protocol/recorded-value.ts';
import { disturbance } from './disturbance.ts';
import type { EventSink } from './event-sink.ts';
import { type Hearing, NOTHING } from './hearing.ts';
import { joinOutput } from './join-output.ts';
import { linePortions } from './line-portions.ts';

export interface LogReaderParts {
  follower: Follower;
  hearing: Hearing;
  sink: EventSink;
  /** Resolves when more lines may be read. */
  room: () => Promise<void>;
  /** Whether a line without an end counts: its writer will not end it. */
  isSilenced: () => boolean;
  /** Something was read. */
  onHeard: () => void;
}

/**
 * Reads the log to its end: each line becomes events that are recorded together with the place behind
 * it, so that who goes on there reads no line twice. Waits when the record is slow.
 */
export async function readLog(parts: LogReaderParts): Promise<void> {
  const { follower, hearing, sink, room, isSilenced, onHeard } = parts;
  for await (const batch of follower) {
    onHeard();
    if (batch.type === 'disturbed') {
      void sink.add([disturbance('log', batch.change)]);
      continue;
    }
    for (const lines of linePortions(batch.lines)) {
      await room();
      const heard = await parseAll(lines, { hearing, isSilenced });
      void sink.add(eventsOf(batch, heard, hearing));
    }
    await room();
  }
}

interface HeardLine {
  followed: FollowedLine;
  line: LogLine;
  data: RecordedValue;
}

async function parseAll(
  lines: readonly FollowedLine[],
  { hearing, isSilenced }: Pick<LogReaderParts, 'hearing' | 'isSilenced'>,
): Promise<HeardLine[]> {
  const heard: HeardLine[] = [];
  for (const followed of lines) {
    const { text, unterminated } = followed;
    // Left behind in a file that was replaced, it may be the beginning of another line.
    const isWhole = !unterminated || isSilenced();
    const parsed = parseLogLine(text);
    const line = isWhole ? parsed : unendedLine(parsed, text);
    const data = line.type === 'domain' ? await hearing.keep(line) : NOTHING;
    heard.push({ followed, line, data });
  }
  return heard;
}

function eventsOf(
  batch: FollowBatch & { type: 'lines' },
  heard: readonly HeardLine[],
  hearing: Hearing,
): RunEventBody[] {
  const bodies: RunEventBody[] = [];
  for (const { followed, line, data } of heard) {
    bodies.push(...hearing.hear(line, followed.text, data));
    if (followed.cut) bodies.push(disturbance('log', 'cut'));
    if (followed.hole) bodies.push(disturbance('log', 'truncated'));
  }
  const last = heard.at(-1)?.followed;
  const isLast = last === batch.lines.at(-1);
  const read: LogRead = {
    type: 'log.read',
    file: 'log',
    ...(isLast
      ? batch.position
      : { generation: batch.generation, offset: last?.end ?? batch.position.offset }),
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
