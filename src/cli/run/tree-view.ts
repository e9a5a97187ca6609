import type { WriteStream } from 'node:tty';
import { createLogUpdate } from 'log-update';
import { applyEvent, emptyTimeline } from '../../timeline/apply-event.ts';
import { renderTree } from '../tree/render-tree.ts';
import { outputText } from './output-text.ts';
import type { RunView } from './run-view.ts';

// Fast enough to look live, slow enough to read and to cost nothing.
const REDRAW_MS = 100;

// What stays on the screen in the end may be scrolled back to, but should not bury the terminal.
const FINAL_LINES = 500;

/** A tree that is redrawn in place, and stays with all of the program's output when it is over. */
export function openTreeView(stream: WriteStream): RunView {
  const timeline = emptyTimeline();
  const screen = createLogUpdate(stream);
  // The console of a bare Linux terminal and the old one of Windows lack the signs.
  const { TERM, WT_SESSION, TERM_PROGRAM } = process.env;
  const bare = process.platform === 'win32' ? !WT_SESSION && !TERM_PROGRAM : TERM === 'linux';
  const style = { color: stream.hasColors(), unicode: !bare };
  let ticking: NodeJS.Timeout | undefined;
  let partialLine = '';

  const draw = (): void => {
    if (timeline.lastSeq === 0) return;
    const size = { width: stream.columns, height: stream.rows - 1 };
    screen(renderTree(timeline, { ...style, ...size, now: Date.now() }).join('\n'));
  };

  return {
    show(event) {
      applyEvent(timeline, event);
      if (ticking !== undefined) return;
      ticking = setInterval(draw, REDRAW_MS);
      draw();
    },
    print(text) {
      const lines = (partialLine + text).split('\n');
      partialLine = lines.pop() ?? '';
      if (lines.length === 0) return;
      screen.persist(lines.join('\n'));
      draw();
    },
    close() {
      clearInterval(ticking);
      screen.clear();
      screen.done();
      if (partialLine !== '') stream.write(`${partialLine}\n`);
      if (timeline.lastSeq === 0) return;
      const final = renderTree(
        { ...timeline, output: [] },
        { ...style, width: stream.columns, height: FINAL_LINES, now: Date.now() },
      );
      stream.write(`${final.join('\n')}\n${outputText(timeline.output, style)}`);
    },
  };
}
