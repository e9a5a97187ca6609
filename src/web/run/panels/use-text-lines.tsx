import {
  type ReactElement,
  type ReactNode,
  type RefObject,
  useEffect,
  useLayoutEffect,
  useRef,
  useState,
} from 'react';
import { JumpToLatest } from './jump-to-latest.tsx';
import css from './text-lines.module.css';
import { useVirtualRows } from './virtual-rows.tsx';

export interface TextLinesOptions {
  /** What the lines are, for those who do not see them. */
  label: string;
  count: number;
  /** The least height of a line in pixels. */
  height: number;
  /** About how high a line is, in pixels, in a box of this width. */
  guess: (index: number, width: number) => number;
  row: (index: number) => ReactNode;
}

export interface TextLines {
  /** The lines, of which only those in sight are in the page. */
  box: ReactElement;
  /** Shown while the end is not followed. */
  jump: ReactElement | null;
  scroller: RefObject<HTMLDivElement | null>;
  /** Scrolls to a line and stays there. */
  show: (index: number) => void;
}

/** Lines that grow at the end, which is followed until somebody scrolls up. */
export function useTextLines({ label, count, height, guess, row }: TextLinesOptions): TextLines {
  const scroller = useRef<HTMLDivElement>(null);
  const [following, setFollowing] = useState(true);
  const [seen, setSeen] = useState(0);
  const { virtualizer, rows } = useVirtualRows({
    scroller,
    count,
    height,
    guess: (index) => guess(index, scroller.current?.clientWidth ?? 800),
    row,
  });
  useLayoutEffect(() => {
    if (following && count > 0) virtualizer.scrollToIndex(count - 1, { align: 'end' });
  }, [following, count, virtualizer]);
  useEffect(() => {
    if (following) setSeen(count);
  }, [following, count]);
  const scrolled = (): void => {
    const box = scroller.current;
    if (box !== null) setFollowing(box.scrollHeight - box.scrollTop - box.clientHeight < 40);
  };
  return {
    box: (
      <div
        ref={scroller}
        className={css.lines}
        onScroll={scrolled}
        // biome-ignore lint/a11y/noNoninteractiveTabindex: what scrolls has to be reached by keyboard
        tabIndex={0}
        role="log"
        aria-live="off"
        aria-label={label}
      >
        {rows}
      </div>
    ),
    jump: following ? null : (
      <JumpToLatest unseen={count - seen} onJump={() => setFollowing(true)} />
    ),
    scroller,
    show(index) {
      setFollowing(false);
      virtualizer.scrollToIndex(index, { align: 'center' });
    },
  };
}
