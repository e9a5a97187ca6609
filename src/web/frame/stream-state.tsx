import type { ReactElement } from 'react';
import { formatClockSeconds } from '../format/clock.ts';
import { formatWait } from '../format/duration.ts';
import { useNow } from '../format/now.ts';
import css from './stream-state.module.css';

/** How fresh a page is. `since`: when it last heard from the server, in milliseconds of the epoch. */
export type StreamStatus =
  | { state: 'connecting' }
  | { state: 'live' }
  /** The tab was hidden, so that the stream is closed. */
  | { state: 'paused' }
  | { state: 'reconnecting'; since: number }
  | { state: 'stale'; since: number }
  /** The journal has ended, nothing more will come. */
  | { state: 'complete' }
  /** Not connected, and not trying. */
  | { state: 'off' };

function Behind({ since }: { since: number }): ReactElement {
  return <>Reconnecting, {formatWait(useNow() - since)} behind</>;
}

function words(status: StreamStatus): ReactElement | string {
  switch (status.state) {
    case 'connecting':
      return 'Connecting';
    case 'live':
      return 'Live';
    case 'paused':
      return 'Paused';
    case 'reconnecting':
      return <Behind since={status.since} />;
    case 'stale':
      return `Not connected since ${formatClockSeconds(status.since)}`;
    case 'complete':
      return 'Journal complete';
    case 'off':
      return 'Not connected';
  }
}

/** The top bar's word on how fresh the page is. */
export function StreamState({ status }: { status: StreamStatus }): ReactElement {
  const late = status.state === 'reconnecting' || status.state === 'stale';
  const look = late ? css.late : status.state === 'live' ? css.live : '';
  return (
    <span className={`${css.state} ${look}`} data-stream={status.state}>
      {status.state === 'complete' ? null : <span className={css.dot} />}
      {words(status)}
    </span>
  );
}
