import type { ReactElement } from 'react';
import { TopBar } from '../frame/top-bar.tsx';

/** All runs. */
export function RunsPage(): ReactElement {
  return (
    <>
      <TopBar here="runs" status={{ state: 'connecting' }} />
      <main />
    </>
  );
}
