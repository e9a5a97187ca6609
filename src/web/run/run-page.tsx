import type { ReactElement } from 'react';
import { SignIn } from '../access/sign-in.tsx';
import { Message } from '../frame/message.tsx';
import type { StreamStatus } from '../frame/stream-state.tsx';
import { TopBar } from '../frame/top-bar.tsx';
import { PlaceLink } from '../routing/place-link.tsx';
import { UntrustedText } from '../text/untrusted-text.tsx';
import { Button, buttonClass } from '../ui/button.tsx';
import { useShape } from './layout/media.ts';
import { PhoneLayout } from './layout/phone-layout.tsx';
import { useFirstSelection } from './layout/use-first-selection.ts';
import { WideLayout } from './layout/wide-layout.tsx';
import { Announcer } from './panels/bands/announcer.tsx';
import { useShownRequest } from './panels/needs-you/use-shown-request.ts';
import css from './run-page.module.css';
import type { Connection } from './store/connection.ts';
import { RunContext, useConnection, useOpenRun, useRun, useTextVersion } from './store/use-run.ts';
import { useGoToRun } from './use-go-to-run.ts';

/** One run. What of it is open stands in the rest of the path. */
export function RunPage({ runId }: { runId: string }): ReactElement {
  const open = useOpenRun(runId);
  return (
    <RunContext value={open}>
      <Page />
    </RunContext>
  );
}

function Page(): ReactElement {
  const connection = useConnection();
  const shape = useShape();
  const trouble = <Trouble connection={connection} />;
  const bad = ['not_found', 'forbidden', 'unauthorized', 'failed'].includes(connection.state);
  if (!bad && shape === 'phone') {
    return (
      <>
        <Run phone />
        <Announcer />
      </>
    );
  }
  return (
    <>
      <TopBar crumb={<Crumb />} status={statusOf(connection)} />
      {bad ? <main className={css.trouble}>{trouble}</main> : <Run />}
      <Announcer />
    </>
  );
}

function Run({ phone = false }: { phone?: boolean }): ReactElement {
  useTextVersion();
  useFirstSelection(phone);
  useGoToRun();
  const request = useShownRequest();
  return phone ? <PhoneLayout request={request} /> : <WideLayout request={request} />;
}

/** The run's title and id, behind the way back to the list. */
function Crumb(): ReactElement {
  useTextVersion();
  const { timeline, runId } = useRun();
  const { title } = timeline.run;
  return (
    <>
      <h1 className={css.title}>
        <UntrustedText text={title ?? runId} limit={200} expandable={false} />
      </h1>
      {title !== undefined && (
        <span className={css.id}>
          <UntrustedText text={runId} limit={60} expandable={false} />
        </span>
      )}
    </>
  );
}

function statusOf(connection: Connection): StreamStatus {
  switch (connection.state) {
    case 'loading':
      return { state: 'connecting' };
    case 'live':
    case 'paused':
    case 'complete':
      return { state: connection.state };
    case 'reconnecting':
    case 'stale':
      return { state: connection.state, since: connection.since };
    default:
      return { state: 'off' };
  }
}

/** Why there is no run to show, and what to do. */
function Trouble({ connection }: { connection: Connection }): ReactElement | null {
  const store = useRun();
  const back = (
    <PlaceLink to={{ page: 'runs' }} className={buttonClass()}>
      All runs
    </PlaceLink>
  );
  switch (connection.state) {
    case 'unauthorized':
      return <SignIn />;
    case 'forbidden':
      return (
        <Message title="This run is not yours to see" action={back}>
          The server knows you and does not show you this run. Ask whoever started it.
        </Message>
      );
    case 'not_found':
      return (
        <Message title="There is no such run" action={back}>
          <UntrustedText text={store.runId} limit={120} /> is not in this server’s journal: the id
          is mistyped, or the run was removed.
        </Message>
      );
    case 'failed':
      return (
        <Message
          title="This run cannot be shown"
          action={<Button onClick={() => store.retry()}>Try again</Button>}
        >
          <UntrustedText text={connection.message} limit={400} />
        </Message>
      );
    default:
      return null;
  }
}
