import type { ReactElement } from 'react';
import { formatClockSeconds } from '../../../format/clock.ts';
import { formatCount } from '../../../format/numbers.ts';
import { Button } from '../../../ui/button.tsx';
import { useConnection, useGap, useRun } from '../../store/use-run.ts';
import css from './connection-band.module.css';

/** What a person should know about how fresh and whole the page is; nothing while all is well. */
export function ConnectionBand(): ReactElement | null {
  const store = useRun();
  const connection = useConnection();
  const gap = useGap();
  if (gap !== undefined) {
    const which =
      gap.from === gap.to
        ? `Event ${formatCount(gap.from)} is`
        : `Events ${formatCount(gap.from)}–${formatCount(gap.to)} are`;
    return <p className={css.wait}>{which} missing here, loading.</p>;
  }
  switch (connection.state) {
    case 'loading':
      return <Loading {...connection} />;
    case 'stale':
      return (
        <p className={css.wait}>
          Not connected since {formatClockSeconds(connection.since)}. Shown state may be old.
          <Button small onClick={() => store.retry()}>
            Retry
          </Button>
        </p>
      );
    case 'purged':
      return (
        <p className={css.wait}>
          This run was removed while the page showed it. What had arrived is still here.
        </p>
      );
    default:
      return null;
  }
}

function Loading({ received, total }: { received: number; total?: number }): ReactElement | null {
  // A run of a few events is here before anybody could read this.
  if (total === undefined || total < 1000) return null;
  return (
    <div className={css.loading}>
      <progress max={total} value={received} aria-label="Events loaded" />
      {formatCount(received)} of {formatCount(total)} events
    </div>
  );
}
