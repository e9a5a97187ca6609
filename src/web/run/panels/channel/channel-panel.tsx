import type { ReactElement } from 'react';
import { UntrustedText } from '../../../text/untrusted-text.tsx';
import type { ChannelLine } from '../../store/channel-lines.ts';
import { useRun, useTextVersion } from '../../store/use-run.ts';
import { sinceStart } from '../output/since-start.ts';
import lineCss from '../text-lines.module.css';
import { useTextLines } from '../use-text-lines.tsx';
import css from './channel-panel.module.css';

/** Characters of a line that are shown at first. */
const SHOWN = 2000;

/** What an agent and its driver say to each other: follows the end until somebody scrolls up. */
export function ChannelPanel(): ReactElement {
  useTextVersion();
  const { channel, timeline } = useRun();
  const { lines } = channel;
  const startedAt = timeline.run.startedAt ?? 0;
  const { box, jump } = useTextLines({
    label: 'Channel of the agent',
    count: lines.length,
    height: 18,
    guess: () => 18,
    row: (index) => <Line line={lines[index]} startedAt={startedAt} />,
  });
  if (lines.length === 0) return <p className={lineCss.empty}>The agent has said nothing.</p>;
  return (
    <div className={lineCss.panel}>
      {box}
      {jump}
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
    <div className={`${lineCss.line} ${css.line} ${css[line.voice]}`}>
      <span className={`${lineCss.at} ${css.at}`}>{sinceStart(line.at - startedAt)}</span>
      <span className={css.label}>{line.label}</span>
      <span className={`${lineCss.text} ${css.said}`}>
        <UntrustedText text={line.text} lines limit={SHOWN} />
      </span>
    </div>
  );
}
