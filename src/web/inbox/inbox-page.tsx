import { lazy, type ReactElement, Suspense, useEffect, useRef } from 'react';
import { useSignedOut } from '../access/session.ts';
import { SignIn } from '../access/sign-in.tsx';
import { type Attention, useAttention } from '../attention/attention-store.ts';
import { Message } from '../frame/message.tsx';
import type { StreamStatus } from '../frame/stream-state.tsx';
import { TopBar } from '../frame/top-bar.tsx';
import { useShortcuts } from '../keys/use-shortcuts.ts';
import type { InboxItem } from '../routing/place.ts';
import { goTo } from '../routing/use-place.ts';
import { requestKey } from '../runs/store/list-layout.ts';
import { narrow, useMedia } from '../ui/use-media.ts';
import css from './inbox.module.css';
import { InboxList, itemOf } from './inbox-list.tsx';

const RequestView = lazy(async () => ({
  default: (await import('./request-view.tsx')).RequestView,
}));

function statusOf({ pending, failure }: Attention): StreamStatus {
  if (failure !== undefined) return { state: 'reconnecting', since: failure.since };
  return { state: pending === undefined ? 'connecting' : 'live' };
}

/** What waits for a person, of all runs; one of them in full. */
export function InboxPage({ item }: { item: InboxItem | undefined }): ReactElement {
  const attention = useAttention();
  const isSignedOut = useSignedOut();
  const isNarrow = useMedia(narrow);
  const list = useRef<HTMLUListElement>(null);
  const { pending } = attention;
  const requests = pending?.requests ?? [];
  const [first] = requests;

  // Where there is room for both, the first one is opened; the link then says which.
  useEffect(() => {
    if (item === undefined && first !== undefined && !isNarrow) {
      goTo({ page: 'inbox', item: itemOf(first) }, { replace: true });
    }
  }, [item, first, isNarrow]);

  const step = (by: 1 | -1): void => {
    const key = item && requestKey({ runId: item.runId, id: item.requestId });
    const at = requests.findIndex((request) => requestKey(request) === key);
    const next = requests[at < 0 ? 0 : at + by];
    if (next === undefined) return;
    goTo({ page: 'inbox', item: itemOf(next) }, { replace: true });
    const links = list.current?.querySelectorAll<HTMLElement>('a');
    links?.[requests.indexOf(next)]?.focus();
  };
  const isInList = (): boolean => list.current?.contains(document.activeElement) ?? false;
  useShortcuts({
    j: () => step(1),
    k: () => step(-1),
    ...(isInList() && { arrowdown: () => step(1), arrowup: () => step(-1) }),
  });

  const body = (): ReactElement | null => {
    if (isSignedOut) return <SignIn />;
    if (pending === undefined) {
      if (attention.failure === undefined) return null;
      return (
        <Message title="The inbox could not be read">{attention.failure.error.message}</Message>
      );
    }
    if (pending.count === 0 && item === undefined) {
      return (
        <Message title="Nothing waits for a person">
          Questions, pages to open and approvals of all runs come here.
        </Message>
      );
    }
    return (
      <div className={`${css.inbox} ${item ? css.hasItem : css.noItem}`}>
        <section className={css.side} aria-label="Requests">
          <InboxList pending={pending} open={item} ref={list} />
        </section>
        <section className={css.main} aria-label="Request">
          <Suspense fallback={null}>
            {item ? <RequestView key={item.runId} item={item} /> : null}
          </Suspense>
        </section>
      </div>
    );
  };

  return (
    <>
      <TopBar here="inbox" status={statusOf(attention)} />
      <main style={{ flex: 1, minHeight: 0, display: 'flex', flexDirection: 'column' }}>
        <h1 className="sr">Inbox</h1>
        {body()}
      </main>
    </>
  );
}
