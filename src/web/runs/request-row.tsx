import { ExternalLink } from 'lucide-react';
import type { ReactElement } from 'react';
import type { PendingRequest } from '../../protocol/api/open-requests.ts';
import { formatWait } from '../format/duration.ts';
import { useNow } from '../format/now.ts';
import { Time } from '../format/time.tsx';
import { PlaceLink } from '../routing/place-link.tsx';
import { goTo } from '../routing/use-place.ts';
import { UntrustedText } from '../text/untrusted-text.tsx';
import { buttonClass } from '../ui/button.tsx';
import { StateGlyph } from '../ui/state-glyph.tsx';
import { blockedWord, requestWord, safeUrl } from './describe-request.ts';
import { Cell, ListRow, type RowPlace } from './list-row.tsx';
import css from './run-list.module.css';

interface RowProps {
  request: PendingRequest;
  place: RowPlace;
  position: number;
  of: number;
}

/** What to do about a request: a link to the page it asks for, or to the item itself. */
function Action({ request }: { request: PendingRequest }): ReactElement {
  const item = { runId: request.runId, requestId: request.id };
  const url = request.kind === 'browser' ? safeUrl(request.text) : undefined;
  if (url !== undefined) {
    return (
      <a
        className={buttonClass({ small: true })}
        href={url.href}
        target="_blank"
        rel="noopener noreferrer"
        tabIndex={-1}
      >
        <span className="ell">
          <UntrustedText text={url.host} limit={40} expandable={false} />
        </span>
        <ExternalLink className="icon" aria-hidden="true" />
        <span className="sr"> opens in a new tab</span>
      </a>
    );
  }
  const word = request.kind === 'attention' ? 'Answer' : 'Review';
  return (
    <PlaceLink className={buttonClass({ small: true })} to={{ page: 'inbox', item }} tabIndex={-1}>
      {word}
    </PlaceLink>
  );
}

function Words({ request }: { request: PendingRequest }): ReactElement {
  if (request.kind === 'browser' && safeUrl(request.text) === undefined) {
    return (
      <>
        {blockedWord(request.text)}{' '}
        <UntrustedText text={request.text} limit={200} expandable={false} />
      </>
    );
  }
  const text = request.text || 'No reason given';
  return <UntrustedText text={text} limit={300} expandable={false} />;
}

function Waited({ since }: { since: number }): ReactElement {
  return <Time at={since} text={formatWait(useNow() - since)} />;
}

/** A request that waits for a person, as a line of the list. */
export function RequestRow({ request, place, position, of }: RowProps): ReactElement {
  return (
    <ListRow
      place={place}
      level={2}
      className={`${css.request}`}
      label={undefined}
      position={position}
      of={of}
      onOpen={() => goTo({ page: 'inbox', item: { runId: request.runId, requestId: request.id } })}
    >
      <Cell>
        <StateGlyph state="waiting" label={null} />
      </Cell>
      <Cell className={css.word}>{requestWord(request.kind)}</Cell>
      <Cell header className={`ell ${css.ask} ${request.kind === 'approval' ? 'mono' : ''}`}>
        <Words request={request} />
      </Cell>
      <Cell className={`ell ${css.quiet}`}>
        <UntrustedText text={request.title} limit={200} expandable={false} />
      </Cell>
      <Cell className={`${css.right} ${css.faint}`}>
        <Waited since={request.raisedAt} />
      </Cell>
      <Cell className={css.action}>
        <Action request={request} />
      </Cell>
    </ListRow>
  );
}

/** The same on a phone: two lines and the action. */
export function NarrowRequestRow({ request, place, position, of }: RowProps): ReactElement {
  return (
    <ListRow
      place={place}
      level={2}
      className={`${css.narrow}`}
      label={undefined}
      position={position}
      of={of}
      onOpen={() => goTo({ page: 'inbox', item: { runId: request.runId, requestId: request.id } })}
    >
      <div role="rowheader" className={css.line}>
        <StateGlyph state="waiting" label={null} />
        <span className={`ell ${css.name}`}>
          <Words request={request} />
        </span>
      </div>
      <div role="gridcell" className={`${css.line} ${css.under}`}>
        <span className={css.word}>{requestWord(request.kind)}</span>
        <span className="ell">
          <UntrustedText text={request.title} limit={120} expandable={false} />
        </span>
        <span className={`${css.push} num`}>
          <Waited since={request.raisedAt} />
        </span>
      </div>
    </ListRow>
  );
}
