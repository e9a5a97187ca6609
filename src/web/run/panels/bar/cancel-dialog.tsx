import { type ReactElement, useRef, useState } from 'react';
import type { RunFacts } from '../../../../timeline/timeline.ts';
import { postJson } from '../../../api/ask-server.ts';
import { countOf } from '../../../format/numbers.ts';
import { Button } from '../../../ui/button.tsx';
import { Dialog } from '../../../ui/dialog.tsx';
import { useRun, useTextVersion } from '../../store/use-run.ts';
import css from './cancel-dialog.module.css';

/** Asks once whether to cancel the run, and says what that does to the calls that are under way. */
export function CancelDialog({ onClose }: { onClose: () => void }): ReactElement {
  useTextVersion();
  const store = useRun();
  const keep = useRef<HTMLButtonElement>(null);
  const [sent, setSent] = useState(false);
  const [failure, setFailure] = useState<string>();
  const running = store.timeline.running.size;
  const ended = store.timeline.run.endedAt !== undefined;

  const cancel = async (): Promise<void> => {
    setSent(true);
    try {
      await postJson(`/api/runs/${encodeURIComponent(store.runId)}/cancel`, {});
      onClose();
    } catch (error) {
      setFailure(error instanceof Error ? error.message : String(error));
      setSent(false);
    }
  };

  return (
    <Dialog open onClose={onClose} title="Cancel this run?" initialFocus={keep}>
      <div className={css.body}>
        <p>{ended ? 'The run has ended; there is nothing to cancel.' : inFlight(running, store)}</p>
        {failure !== undefined && (
          <p className={css.failure} role="alert">
            {failure}
          </p>
        )}
        <div className={css.actions}>
          <Button ref={keep} onClick={onClose}>
            Keep it running
          </Button>
          <Button tone="danger" disabled={sent || ended} onClick={() => void cancel()}>
            {sent ? 'Cancelling' : 'Cancel run'}
          </Button>
        </div>
      </div>
    </Dialog>
  );
}

function whatStops(kind: RunFacts['kind']): string {
  switch (kind) {
    case 'external':
      return 'The run ends here; the program that reports to it is not stopped.';
    case 'agent':
      return 'The agent is told, given a moment, and then stopped with all it has started.';
    default:
      return 'The program is asked to stop, and stopped if it does not.';
  }
}

function inFlight(running: number, store: ReturnType<typeof useRun>): string {
  const program = whatStops(store.timeline.run.kind);
  if (running === 0) return `${program} No call is under way.`;
  return `${program} ${countOf(running, 'call')} under way will be told to stop; whether they had their effect may stay unknown.`;
}
