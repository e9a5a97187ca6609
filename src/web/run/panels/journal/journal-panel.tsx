import { type ReactElement, useEffect, useRef, useState } from 'react';
import { eventSchemas, type RunEvent } from '../../../../protocol/events/event.ts';
import { formatClockSeconds } from '../../../format/clock.ts';
import { formatCount } from '../../../format/numbers.ts';
import { Time } from '../../../format/time.tsx';
import { readValue } from '../../../json/json-reading.ts';
import { JsonTree } from '../../../json/json-tree.tsx';
import { UntrustedText } from '../../../text/untrusted-text.tsx';
import { Button, buttonClass } from '../../../ui/button.tsx';
import { useRun, useSelection, useTextVersion } from '../../store/use-run.ts';
import { useVirtualRows } from '../virtual-rows.tsx';
import { EventPages } from './event-pages.ts';
import css from './journal-panel.module.css';
import { MOST_FILTERED, useFilteredEvents } from './use-filtered-events.ts';

const types = Object.keys(eventSchemas);

/** Every event of the run as it is recorded, by position; one of them in full. */
export function JournalPanel(): ReactElement {
  useTextVersion();
  const store = useRun();
  const { lastSeq } = store.timeline;
  const [{ journalSeq }, change] = useSelection();
  const [, setRevision] = useState(0);
  const [pages] = useState(
    () => new EventPages(store.runId, () => setRevision((revision) => revision + 1)),
  );
  const [type, setType] = useState('');
  const filtered = useFilteredEvents(type, lastSeq);
  const scroller = useRef<HTMLDivElement>(null);
  const count = filtered?.seqs.length ?? lastSeq;
  const seqOf = (index: number): number => filtered?.seqs[index] ?? index + 1;

  const { virtualizer, rows } = useVirtualRows({
    scroller,
    count,
    height: 25,
    row: (index) => {
      const seq = seqOf(index);
      return (
        <Row
          seq={seq}
          event={pages.at(seq, lastSeq)}
          selected={seq === journalSeq}
          onSelect={() => change({ journalSeq: seq, tab: 'journal' }, 'push')}
        />
      );
    },
  });

  const wanted = type === '' && journalSeq !== undefined && journalSeq <= lastSeq;
  useEffect(() => {
    if (wanted && journalSeq !== undefined) {
      virtualizer.scrollToIndex(journalSeq - 1, { align: 'center' });
    }
  }, [wanted, journalSeq, virtualizer]);

  const chosen = journalSeq === undefined ? undefined : pages.at(journalSeq, lastSeq);
  return (
    <div className={css.panel}>
      <div className={css.tools}>
        <label>
          Type{' '}
          <select value={type} onChange={(event) => setType(event.target.value)}>
            <option value="">All</option>
            {types.map((name) => (
              <option key={name}>{name}</option>
            ))}
          </select>
        </label>
        {filtered !== undefined && (
          <span className={css.said}>
            {formatCount(count)} of {formatCount(filtered.read)} events read
            {count >= MOST_FILTERED && '; the download has all'}
          </span>
        )}
        <span className={css.grow} />
        <a
          className={buttonClass({ tone: 'ghost', small: true })}
          href={`/api/runs/${encodeURIComponent(store.runId)}/journal.ndjson`}
          download
        >
          Download NDJSON
        </a>
      </div>
      {pages.failure !== undefined && (
        <p className={css.failure} role="alert">
          {pages.failure}{' '}
          <Button small onClick={() => pages.retry()}>
            Try again
          </Button>
        </p>
      )}
      <div className={css.split}>
        <section
          ref={scroller}
          className={css.list}
          aria-label="Events of the journal"
          // biome-ignore lint/a11y/noNoninteractiveTabindex: what scrolls has to be reached by keyboard
          tabIndex={0}
        >
          {rows}
        </section>
        {journalSeq !== undefined && (
          <section className={css.one} aria-label={`Event ${journalSeq}`}>
            {chosen === undefined ? (
              <p className={css.said}>
                {journalSeq <= lastSeq ? 'Loading' : `There is no event ${journalSeq} so far`}
              </p>
            ) : (
              <OneEvent event={chosen} />
            )}
          </section>
        )}
      </div>
    </div>
  );
}

interface RowProps {
  seq: number;
  event: RunEvent | undefined;
  selected: boolean;
  onSelect: () => void;
}

function Row({ seq, event, selected, onSelect }: RowProps): ReactElement {
  return (
    <button
      type="button"
      className={css.row}
      aria-current={selected ? 'true' : undefined}
      onClick={onSelect}
    >
      <span className={css.seq}>{formatCount(seq)}</span>
      {event !== undefined && (
        <>
          <span className={css.type}>
            <UntrustedText text={event.type} limit={60} expandable={false} />
          </span>
          <span className={css.content}>
            <UntrustedText text={contentLine(event)} limit={200} expandable={false} />
          </span>
        </>
      )}
    </button>
  );
}

/** What an event says beside its header, in one line of JSON. */
function contentLine(event: RunEvent): string {
  const { runId, seq, at, type, ...content } = event;
  const reading = readValue(content);
  return reading.kind === 'text' ? reading.text : JSON.stringify(reading.value);
}

function OneEvent({ event }: { event: RunEvent }): ReactElement {
  const reading = readValue(event);
  return (
    <>
      <h3 className={css.title}>
        Event {formatCount(event.seq)}, <Time at={event.at} text={formatClockSeconds(event.at)} />
      </h3>
      {reading.kind === 'tree' ? (
        <JsonTree key={event.seq} value={reading.value} label={`Event ${event.seq}`} />
      ) : (
        <UntrustedText text={reading.text} lines />
      )}
    </>
  );
}
