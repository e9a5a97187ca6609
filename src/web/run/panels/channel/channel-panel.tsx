import { type ReactElement, useLayoutEffect, useRef, useState } from 'react';
import { UntrustedText } from '../../../text/untrusted-text.tsx';
import type { ChannelLine } from '../../store/channel-lines.ts';
import { useRun, useTextVersion } from '../../store/use-run.ts';
import { JumpToLatest } from '../jump-to-latest.tsx';
import { sinceStart } from '../output/since-start.ts';
import { useVirtualRows } from '../virtual-rows.tsx';
import css from './channel-panel.module.css';

/** Characters of a line that are shown at first. */
const SHOWN = 2000;

/** What an agent and its driver say to each other: follows the end until somebody scrolls up. */
export function ChannelPanel(): ReactElement {
  useTextVersion();
  const { channel, timeline } = useRun();
  const { lines } = channel;
  const scroller = useRef<HTMLDivElement>(null);
  const [following, setFollowing] = useState(true);
  const [seen, setSeen] = useState(0);
  const startedAt = timeline.run.startedAt ?? 0;
  const { virtualizer, rows } = useVirtualRows({
    scroller,
    count: lines.length,
    height: 20,
    guess: () => 20,
    row: (index) => <Line line={lines[index]} startedAt={startedAt} />,
  });
  useLayoutEffect(() => {
    if (!following || lines.length === 0) return;
    virtualizer.scrollToIndex(lines.length - 1, { align: 'end' });
    setSeen(lines.length);
  }, [following, lines.length, virtualizer]);
  const scrolled = (): void => {
    const box = scroller.current;
    if (box !== null) setFollowing(box.scrollHeight - box.scrollTop - box.clientHeight < 40);
  };
  if (lines.length === 0) return <p className={css.empty}>The agent has said nothing.</p>;
  return (
    <div className={css.panel}>
      <div
        ref={scroller}
        className={css.lines}
        onScroll={scrolled}
        // biome-ignore lint/a11y/noNoninteractiveTabindex: what scrolls has to be reached by keyboard
        tabIndex={0}
        role="log"
        aria-live="off"
        aria-label="Channel of the agent"
      >
        {rows}
      </div>
      {!following && (
        <JumpToLatest unseen={lines.length - seen} onJump={() => setFollowing(true)} />
      )}
    </div>
  );
}

interface LineProps {
  line: ChannelLine | undefined;
  startedAt: number;
}

function Line({ line, startedAt }: LineProps): ReactElement | null {
  if (line === undefined) return null;
  return (
    <div className={`${css.line} ${css[line.voice]}`}>
      <span className={css.at}>{sinceStart(line.at - startedAt)}</span>
      <span className={css.label}>{line.label}</span>
      <span className={css.text}>
        <UntrustedText text={line.text} lines limit={SHOWN} />
      </span>
    </div>
  );
}
