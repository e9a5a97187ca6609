import { ExternalLink } from 'lucide-react';
import type { ReactElement } from 'react';
import type { AttentionRequest } from '../../../../timeline/timeline.ts';
import { hasHidden } from '../../../text/hidden-characters.ts';
import { UntrustedText } from '../../../text/untrusted-text.tsx';
import { Button, buttonClass } from '../../../ui/button.tsx';
import { CopyButton } from '../../../ui/copy-button.tsx';
import css from './needs-you.module.css';
import { offerUrl } from './url-offer.ts';
import { useClosing } from './use-closing.ts';
import { Waiting } from './waiting.tsx';

/** An agent wants a page opened: the whole address as text first, a link only for http and https. */
export function OpenPageCard({ request }: { request: AttentionRequest }): ReactElement {
  const given = request.url ?? '';
  const offer = offerUrl(given);
  const { sending, failure, close } = useClosing(request.id);
  return (
    <div className={css.card}>
      <h2 className={css.question}>The run asks you to open a page</h2>
      <p className={css.facts}>
        {request.raisedAt !== undefined && <Waiting since={request.raisedAt} />}
      </p>
      <p className={css.url}>
        {offer.kind === 'blocked' ? (
          <UntrustedText text={given} limit={4000} />
        ) : (
          <>
            <UntrustedText text={offer.before} limit={4000} />
            <b>
              <UntrustedText text={offer.host} limit={4000} />
            </b>
            <UntrustedText text={offer.after} limit={4000} />
          </>
        )}
      </p>
      {offer.kind === 'blocked' && (
        <p className={css.warning}>
          Blocked: <UntrustedText text={offer.scheme} limit={40} />. Only http and https addresses
          can be opened from here.
        </p>
      )}
      {offer.kind === 'link' && offer.changed && (
        <p className={css.warning}>
          It was written as <UntrustedText text={given} limit={2000} />
          {hasHidden(given) && ', with hidden characters'}.
        </p>
      )}
      {offer.kind === 'link' && offer.hasUser && (
        <p className={css.warning}>
          What stands before the @ is a user name. The page is on the host in bold.
        </p>
      )}
      {failure !== undefined && (
        <p className={css.failure} role="alert">
          {failure}
        </p>
      )}
      <div className={css.actions}>
        {offer.kind === 'link' && (
          <a
            className={buttonClass({ tone: 'primary' })}
            href={offer.href}
            target="_blank"
            rel="noopener noreferrer"
          >
            <ExternalLink className="icon" aria-hidden="true" />
            Open {offer.host.length <= 40 ? offer.host : 'the page'}
          </a>
        )}
        <CopyButton text={offer.kind === 'link' ? offer.href : given} label="Copy address" />
        <span className={css.grow} />
        <Button disabled={sending} onClick={() => void close()}>
          {sending ? 'Sending' : 'Done'}
        </Button>
      </div>
    </div>
  );
}
