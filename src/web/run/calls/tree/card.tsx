import { type ReactElement, useId } from 'react';
import { formatBytes } from '../../../format/bytes.ts';
import { RecordedJson } from '../../../json/recorded-json.tsx';
import { UntrustedText } from '../../../text/untrusted-text.tsx';
import type { RunStore } from '../../store/run-store.ts';
import { valueBytes } from '../../store/value-bytes.ts';
import type { CallEntry } from '../model/call-entry.ts';
import css from './card.module.css';

/** A call opened in its place: what went in, and what came out of it. */
export function Card({ store, entry }: { store: RunStore; entry: CallEntry }): ReactElement {
  const { args } = entry.call;
  const id = useId();
  return (
    <div className={css.card} data-tone={entry.tone}>
      <section className={css.side} aria-labelledby={`${id}a`}>
        <h3 className={css.title} id={`${id}a`}>
          Arguments{args !== undefined && <span>{formatBytes(valueBytes(args))}</span>}
        </h3>
        {args === undefined ? (
          <p>Its begin was not recorded, so its arguments are not known.</p>
        ) : (
          <RecordedJson recorded={args} label="Arguments" />
        )}
      </section>
      <section className={css.side} aria-labelledby={`${id}b`}>
        <Outcome store={store} entry={entry} id={`${id}b`} />
      </section>
    </div>
  );
}

function Outcome({
  store,
  entry,
  id,
}: {
  store: RunStore;
  entry: CallEntry;
  id: string;
}): ReactElement {
  const { call, tone } = entry;
  const { error, result } = call;
  if (error !== undefined) {
    return (
      <>
        <h3 className={`${css.title} ${css.failed}`} id={id}>
          <UntrustedText text={error.name} limit={120} expandable={false} />
          <span>{whatFollowed(store, entry)}</span>
        </h3>
        <p className={css.where}>{whereOf(store, entry)}</p>
        <p className={css.message}>
          <UntrustedText text={error.message} lines />
        </p>
        {error.code !== undefined && error.code !== error.name && (
          <p className={css.where}>
            code <UntrustedText text={error.code} limit={120} expandable={false} />
          </p>
        )}
        {tone === 'unknown' && <p>Whether it had its effect is not known.</p>}
      </>
    );
  }
  if (result !== undefined) {
    return (
      <>
        <h3 className={css.title} id={id}>
          Result<span>{formatBytes(valueBytes(result))}</span>
        </h3>
        <RecordedJson recorded={result} label="Result" />
      </>
    );
  }
  return (
    <>
      <h3 className={css.title} id={id}>
        Result
      </h3>
      <p>{withoutResult(entry)}</p>
    </>
  );
}

/** What can be said of the program after a call failed; the journal tells no more. */
function whatFollowed({ timeline: { run } }: RunStore, { call }: CallEntry): string {
  if (run.state === 'running') return 'the run goes on';
  if (run.state === 'done') return 'the run went on to its end';
  const isCause = call.error !== undefined && run.error?.message.includes(call.error.message);
  return isCause ? 'the run ended with it' : '';
}

function whereOf({ timeline: { run } }: RunStore, { call }: CallEntry): string {
  if (call.line === undefined) return '';
  return `${run.source?.filename?.split('/').at(-1) ?? 'line'}:${call.line}`;
}

function withoutResult({ call, tone }: CallEntry): string {
  switch (tone) {
    case 'waiting':
      return 'A person has to decide about it first.';
    case 'running':
      return 'It is under way.';
    case 'not_started':
      return 'It was never started.';
    case 'unknown':
      return 'Its end was not recorded. Whether it had its effect is not known.';
    default:
      return call.state === 'ok' ? 'It gave no result.' : 'It ended without one.';
  }
}
