import type { ReactElement } from 'react';
import { formatWait } from '../../../format/duration.ts';
import { useNow } from '../../../format/now.ts';
import { useRun } from '../../store/use-run.ts';

/** How long something has waited, counted on by the server's clock. */
export function Waiting({ since }: { since: number }): ReactElement {
  const store = useRun();
  useNow();
  return (
    <span>
      Waiting <b>{formatWait(store.now() - since)}</b>
    </span>
  );
}
