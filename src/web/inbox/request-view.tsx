import { ChevronLeft } from 'lucide-react';
import { type ReactElement, useEffect } from 'react';
import type { Timeline } from '../../timeline/timeline.ts';
import { refreshAttention } from '../attention/attention-store.ts';
import { Message } from '../frame/message.tsx';
import type { InboxItem } from '../routing/place.ts';
import { PlaceLink } from '../routing/place-link.tsx';
import { ApprovalCard } from '../run/panels/needs-you/approval-card.tsx';
import { ClosedCard, isClosed } from '../run/panels/needs-you/closed-card.tsx';
import { OpenPageCard } from '../run/panels/needs-you/open-page-card.tsx';
import { QuestionCard } from '../run/panels/needs-you/question-card.tsx';
import type { Request } from '../run/panels/needs-you/requests.ts';
import {
  RunContext,
  useConnection,
  useOpenRun,
  useRun,
  useTimelineVersion,
} from '../run/store/use-run.ts';
import { UntrustedText } from '../text/untrusted-text.tsx';
import css from './inbox.module.css';

/** The request of that id, whether somebody has dealt with it or not. */
function requestIn({ attention, approvals }: Timeline, id: string): Request | undefined {
  const request = attention.findLast((one) => one.id === id);
  if (request?.kind !== undefined) {
    return { kind: request.kind, id, at: request.raisedAt ?? 0, request };
  }
  const approval = approvals.find((one) => one.id === id);
  return approval && { kind: 'approval', id, at: approval.askedAt ?? 0, approval };
}

function Card({ request, isOver }: { request: Request; isOver: boolean }): ReactElement {
  if (isClosed(request) || isOver) return <ClosedCard request={request} />;
  switch (request.kind) {
    case 'attention':
      return <QuestionCard request={request.request} />;
    case 'browser':
      return <OpenPageCard request={request.request} />;
    case 'approval':
      return <ApprovalCard approval={request.approval} />;
  }
}

/** What is said in place of a request that is not there. */
function Absent(): ReactElement | null {
  const connection = useConnection();
  switch (connection.state) {
    case 'loading':
    case 'paused':
      return null;
    case 'not_found':
      return <Message title="There is no such run on this server" />;
    case 'purged':
      return <Message title="The run was deleted" />;
    case 'unauthorized':
    case 'forbidden':
      return <Message title="You may not see this run" />;
    case 'failed':
      return <Message title="The run could not be read">{connection.message}</Message>;
    case 'reconnecting':
    case 'stale':
      return <Message title="Reconnecting">{connection.reason}</Message>;
    case 'live':
    case 'complete':
      return <Message title="The run has no such request" />;
  }
}

function View({ requestId }: { requestId: string }): ReactElement {
  const { runId, timeline } = useRun();
  useTimelineVersion();
  const request = requestIn(timeline, requestId);
  const isOver = timeline.run.endedAt !== undefined;
  const isDone = request !== undefined && (isOver || isClosed(request));
  // The list and the badge learn at once of what this page has seen happen.
  useEffect(() => {
    if (isDone) void refreshAttention();
  }, [isDone]);
  return (
    <>
      <div className={css.of}>
        <PlaceLink to={{ page: 'inbox' }} className={css.back} aria-label="Back to the inbox">
          <ChevronLeft className="icon" />
        </PlaceLink>
        <PlaceLink to={{ page: 'run', runId }} className={`ell ${css.run}`}>
          <UntrustedText text={timeline.run.title ?? runId} limit={200} expandable={false} />
        </PlaceLink>
        <PlaceLink to={{ page: 'run', runId }} className={css.open}>
          Open the run
        </PlaceLink>
      </div>
      {request === undefined ? (
        <Absent />
      ) : (
        <div className={css.card}>
          <Card key={`${request.kind} ${request.id}`} request={request} isOver={isOver} />
        </div>
      )}
    </>
  );
}

/** One request in full, as its run has it: it turns into what became of it. Needs a `key` of the run. */
export function RequestView({ item }: { item: InboxItem }): ReactElement {
  const open = useOpenRun(item.runId);
  return (
    <RunContext value={open}>
      <View requestId={item.requestId} />
    </RunContext>
  );
}
