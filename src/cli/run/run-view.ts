import type { WriteStream } from 'node:tty';
import type { RunEvent } from '../../protocol/events/event.ts';
import { createPlainLines } from '../tree/plain-lines.ts';
import { watchCancellation } from './cancellation.ts';
import { openTreeView } from './tree-view.ts';

/** Shows a run to a person while it happens. */
export interface RunView {
  /** Takes the run's next event. */
  show(event: RunEvent): void;
  /** Shows text that is not the run's own, as a tools module prints it. */
  print(text: string): void;
  /** Leaves the final picture behind, once. Nothing is shown after that but what is printed. */
  close(): void;
}

/** A tree that is redrawn on a terminal; elsewhere plain lines, or none when `quiet`. */
export function openRunView(stream: WriteStream, { quiet }: { quiet: boolean }): RunView {
  if (stream.isTTY && process.env.TERM !== 'dumb') return openTreeView(stream);
  return openPlainView(stream, quiet);
}

function openPlainView(stream: WriteStream, quiet: boolean): RunView {
  const lines = createPlainLines({ color: false, unicode: true });
  const write = (texts: readonly string[]): void => {
    if (!quiet) for (const line of texts) stream.write(`${line}\n`);
  };
  const unwatch = watchCancellation({
    asked: () => write(lines.cancelling()),
    insisted: () => write(lines.endAtOnce(Date.now())),
  });
  return {
    show: (event) => write(lines.add(event)),
    print: (text) => void stream.write(text),
    close: unwatch,
  };
}
