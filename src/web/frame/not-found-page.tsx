import type { ReactElement } from 'react';
import { PlaceLink } from '../routing/place-link.tsx';
import { buttonClass } from '../ui/button.tsx';
import { Message } from './message.tsx';
import { TopBar } from './top-bar.tsx';

/** A path that no page has. */
export function NotFoundPage(): ReactElement {
  return (
    <>
      <TopBar status={{ state: 'off' }} />
      <main style={{ flex: 1, display: 'flex' }}>
        <h1 className="sr">No such page</h1>
        <Message
          title="There is no page at this address"
          action={
            <PlaceLink to={{ page: 'runs' }} className={buttonClass()}>
              All runs
            </PlaceLink>
          }
        >
          A link to a run looks like /runs/run_1a2b, one to a call like /runs/run_1a2b/calls/c_3.
        </Message>
      </main>
    </>
  );
}
