import type { ReactElement, Ref } from 'react';
import type { PendingRequest, PendingRequests } from '../../protocol/api/open-requests.ts';
import { formatWait } from '../format/duration.ts';
import { useNow } from '../format/now.ts';
import { countOf } from '../format/numbers.ts';
import { Time } from '../format/time.tsx';
import type { InboxItem } from '../routing/place.ts';
import { PlaceLink } from '../routing/place-link.tsx';
import { requestWord } from '../runs/describe-request.ts';
import { requestKey } from '../runs/store/list-layout.ts';
import { UntrustedText } from '../text/untrusted-text.tsx';
import { Count } from '../ui/pill.tsx';
import { StateGlyph } from '../ui/state-glyph.tsx';
import css from './inbox.module.css';

/** A request as an item of the inbox. */
export function itemOf({ runId, id }: Pick<PendingRequest, 'runId' | 'id'>): InboxItem {
  return { runId, requestId: id };
}

function Waited({ since }: { since: number }): ReactElement {
  return <Time at={since} text={formatWait(useNow() - since)} />;
}

function Row({ request, isOpen }: { request: PendingRequest; isOpen: boolean }): ReactElement {
  return (
    <li>
      <PlaceLink
        className={css.item}
        to={{ page: 'inbox', item: itemOf(request) }}
        aria-current={isOpen ? 'true' : undefined}
      >
        <StateGlyph state="waiting" label={null} />
        <span className={request.kind === 'approval' ? `${css.text} mono` : css.text}>
          <UntrustedText text={request.text || 'No reason given'} limit={300} expandable={false} />
        </span>
        <span className={css.waited}>
          <Waited since={request.raisedAt} />
        </span>
        <span className={css.about}>
          <span className={css.word}>{requestWord(request.kind)}</span>
          <span className="ell">
            <UntrustedText text={request.title || 'Untitled run'} limit={120} expandable={false} />
          </span>
        </span>
      </PlaceLink>
    </li>
  );
}

/** What waits for a person, the oldest first. */
export function InboxList({
  pending,
  open,
  ref,
}: {
  pending: PendingRequests;
  open: InboxItem | undefined;
  ref: Ref<HTMLUListElement>;
}): ReactElement {
  const openKey = open && requestKey({ runId: open.runId, id: open.requestId });
  const left = pending.count - pending.requests.length;
  return (
    <>
      <div className={css.head}>
        <h2 className={css.heading}>Waiting for a person</h2>
        <Count tone={pending.count > 0 ? 'wait' : 'none'} value={pending.count} />
      </div>
      <ul className={css.list} ref={ref}>
        {pending.requests.map((request) => (
          <Row
            key={requestKey(request)}
            request={request}
            isOpen={requestKey(request) === openKey}
          />
        ))}
        {left > 0 ? (
          <li className={css.more}>{countOf(left, 'more request')} will follow these</li>
        ) : null}
      </ul>
    </>
  );
}
