import type { ReactElement } from 'react';
import { TopBar } from '../frame/top-bar.tsx';

/** One run. What of it is open stands in the rest of the path. */
export function RunPage({ runId }: { runId: string }): ReactElement {
  return (
    <>
      <TopBar crumb={runId} status={{ state: 'connecting' }} />
      <main />
    </>
  );
}
