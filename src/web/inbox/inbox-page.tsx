import type { ReactElement } from 'react';
import { TopBar } from '../frame/top-bar.tsx';
import type { InboxItem } from '../routing/place.ts';

/** What waits for a person, of all runs. */
export function InboxPage(_: { item: InboxItem | undefined }): ReactElement {
  return (
    <>
      <TopBar here="inbox" status={{ state: 'connecting' }} />
      <main />
    </>
  );
}
