import type { ReactElement } from 'react';
import { CallsRegion } from '../calls/calls-region.tsx';

/** Where the calls are. */
export function CallsSlot(): ReactElement {
  return <CallsRegion />;
}
