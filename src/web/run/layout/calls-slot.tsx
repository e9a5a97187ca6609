import type { ReactElement } from 'react';

/** Where the calls are. */
export function CallsSlot(): ReactElement {
  return <p />;
}
