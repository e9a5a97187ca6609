import type { WriteStream } from 'node:tty';
import { createLogUpdate } from 'log-update';
import { applyEvent, emptyTimeline } from '../../timeline/apply-event.ts';
import { endAtOnce } from '../tree/end-at-once.ts';
import { renderTree } from '../tree/render-tree.ts';
import { styleOf } from '../tree/terminal-style.ts';
import type { Ending, TreeOptions } from '../tree/tree-options.ts';
import { watchCancellation } from './cancellation.ts';
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
  const style = styleOf(stream);
  let ticking: NodeJS.Timeout | undefined;
  let partialLine = '';
  let ending: Ending | undefined;
  let left = false;

  const isEmpty = (): boolean => timeline.lastSeq === 0 && ending === undefined;
  const optionsFor = (height: number): TreeOptions => {
    const asked = ending === undefined ? {} : { ending };
    return { ...style, ...asked, width: stream.columns, height, now: Date.now() };
  };
  const draw = (): void => {
    if (!isEmpty()) screen(renderTree(timeline, optionsFor(stream.rows - 1)).join('\n'));
  };
  const leave = (): void => {
    if (left) return;
    left = true;
    unwatch();
    clearInterval(ticking);
    screen.clear();
    screen.done();
    if (partialLine !== '') stream.write(`${partialLine}\n`);
    if (isEmpty()) return;
    const final = renderTree({ ...timeline, output: [] }, optionsFor(FINAL_LINES));
    stream.write(`${final.join('\n')}\n${outputText(timeline.output, style)}`);
  };
  const unwatch = watchCancellation({
    asked() {
      ending = 'cancelling';
      draw();
    },
    insisted() {
      ending = endAtOnce(timeline, Date.now()) ? 'at_once' : undefined;
      leave();
    },
  });

  return {
    show(event) {
      if (left) return;
      applyEvent(timeline, event);
      if (ticking !== undefined) return;
      ticking = setInterval(draw, REDRAW_MS);
      draw();
    },
    print(text) {
      if (left) {
        stream.write(text);
        return;
      }
      const lines = (partialLine + text).split('\n');
      partialLine = lines.pop() ?? '';
      if (lines.length === 0) return;
      screen.persist(lines.join('\n'));
      draw();
    },
    close: leave,
  };
}
