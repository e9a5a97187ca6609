import { type ReactElement, useRef } from 'react';
import { RecordedJson } from '../../../json/recorded-json.tsx';
import { UntrustedText } from '../../../text/untrusted-text.tsx';
import { useRun, useTextVersion } from '../../store/use-run.ts';
import { sinceStart } from '../output/since-start.ts';
import { useVirtualRows } from '../virtual-rows.tsx';
import css from './messages-panel.module.css';

/** Messages whose meaning only the application knows: time, name and content. */
export function MessagesPanel(): ReactElement {
  useTextVersion();
  const { timeline } = useRun();
  const scroller = useRef<HTMLDivElement>(null);
  const { messages } = timeline;
  const { rows } = useVirtualRows({
    scroller,
    count: messages.length,
    height: 31,
    guess: () => 44,
    row: (index) => {
      const message = messages[index];
      if (message === undefined) return null;
      return (
        <div className={css.message}>
          <span className={css.at}>
            {sinceStart(message.at - (timeline.run.startedAt ?? message.at))}
          </span>
          <span className={css.keyword}>
            <UntrustedText text={message.keyword} limit={80} />
          </span>
          <div className={css.data}>
            <RecordedJson recorded={message.data} label={`Content of ${message.keyword}`} />
          </div>
        </div>
      );
    },
  });
  if (messages.length === 0) return <p className={css.empty}>No messages.</p>;
  return (
    <section
      ref={scroller}
      className={css.list}
      aria-label="Messages of the run"
      // biome-ignore lint/a11y/noNoninteractiveTabindex: what scrolls has to be reached by keyboard
      tabIndex={0}
    >
      {rows}
    </section>
  );
}
