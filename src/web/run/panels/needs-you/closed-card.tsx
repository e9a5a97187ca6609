import type { ReactElement } from 'react';
import { formatClockSeconds } from '../../../format/clock.ts';
import { Time } from '../../../format/time.tsx';
import { UntrustedText } from '../../../text/untrusted-text.tsx';
import css from './needs-you.module.css';
import type { Request } from './requests.ts';

/** What became of a request: who dealt with it, when, and what they said. */
export function ClosedCard({ request }: { request: Request }): ReactElement {
  const { asked, word, by, at, said } = factsOf(request);
  return (
    <div className={css.card}>
      <h2 className={css.question}>
        <UntrustedText text={asked} lines limit={2000} />
      </h2>
      <p className={css.facts}>
        {by === undefined || at === undefined ? (
          'The run ended before anybody dealt with it.'
        ) : (
          <span>
            {word} by <UntrustedText text={by} limit={120} /> at{' '}
            <Time at={at} text={formatClockSeconds(at)} />
          </span>
        )}
      </p>
      {said !== undefined && (
        <p className={css.url}>
          <UntrustedText text={said} lines limit={2000} />
        </p>
      )}
    </div>
  );
}

interface ClosedFacts {
  asked: string;
  word: string;
  by: string | undefined;
  at: number | undefined;
  said: string | undefined;
}

function factsOf(request: Request): ClosedFacts {
  if (request.kind === 'approval') {
    const { given } = request.approval;
    const word = given?.decision === 'reject' ? 'Rejected' : 'Approved';
    return { asked: 'A call', word, by: given?.by, at: given?.at, said: given?.reason };
  }
  const { closed, reason, url } = request.request;
  return {
    asked: reason ?? url ?? '',
    word: closed?.answer === undefined ? 'Acknowledged' : 'Answered',
    by: closed?.by,
    at: closed?.at,
    said: closed?.answer,
  };
}

/** Whether somebody has dealt with a request. */
export function isClosed(request: Request): boolean {
  return request.kind === 'approval'
    ? request.approval.given !== undefined
    : request.request.closed !== undefined;
}
