import type { Follower } from '../../hosts/follower.ts';
import type { RunEventBody } from '../../protocol/events/event.ts';
import { disturbance } from './disturbance.ts';
import type { EventSink } from './event-sink.ts';
import { joinOutput } from './join-output.ts';
import { linePortions } from './line-portions.ts';

export interface OutputReaderParts {
  stream: 'stdout' | 'stderr';
  follower: Follower;
  sink: EventSink;
  /** Bytes of the file that are recorded; of what is behind them, only that it is there. */
  maxBytes: number;
  onHeard: () => void;
  note: (message: string) => void;
}

/** Records what the program writes to one of its output streams, up to a bound. */
export async function readOutput(parts: OutputReaderParts): Promise<void> {
  const { stream, follower, sink, maxBytes, onHeard, note } = parts;
  let isOver = false;
  for await (const batch of follower) {
    onHeard();
    if (batch.type === 'disturbed') {
      void sink.add([disturbance(stream, batch.change)]);
      continue;
    }
    const kept = batch.lines.filter(({ end }) => end <= maxBytes);
    if (kept.length < batch.lines.length && !isOver) {
      isOver = true;
      note(`More than ${maxBytes} bytes were written to ${stream}; the rest is not recorded.`);
    }
    for (const lines of linePortions(kept)) {
      const last = lines.at(-1);
      const position =
        last === batch.lines.at(-1)
          ? batch.position
          : { generation: batch.generation, offset: last?.end ?? 0 };
      const pieces = lines.map(
        ({ text, unterminated }): RunEventBody => ({
          type: 'output.written',
          stream,
          text: unterminated ? text : `${text}\n`,
        }),
      );
      await sink.room();
      void sink.add([...joinOutput(pieces), { type: 'log.read', file: stream, ...position }]);
    }
  }
}
