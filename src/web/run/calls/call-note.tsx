import type { ReactElement } from 'react';
import type { RunFacts } from '../../../timeline/timeline.ts';
import { UntrustedText } from '../../text/untrusted-text.tsx';
import { isOpen } from '../store/connection.ts';
import { useConnection, useRun, useSelection } from '../store/use-run.ts';
import css from './call-note.module.css';
import type { CallsModel } from './model/calls-model.ts';

/** What has to be said about the list: a call that is not there, no calls, nothing that matches. */
export function CallNote({ model }: { model: CallsModel }): ReactElement | null {
  const [{ callId }, change] = useSelection();
  const connection = useConnection();
  const { timeline } = useRun();
  const mayCome = isOpen(connection);
  if (callId !== undefined && model.tree.entry(callId) === undefined) {
    return (
      <p className={css.note} role="status">
        {mayCome ? 'Waiting for call ' : 'No such call in this run: '}
        <span className="mono">
          <UntrustedText text={callId} limit={80} expandable={false} />
        </span>
      </p>
    );
  }
  if (model.tree.all.length === 0) {
    if (connection.state === 'loading') return null;
    return <p className={css.note}>{noCalls(timeline.run.kind, mayCome)}</p>;
  }
  if (!model.tree.isFiltered || model.rows.nodes.some(({ kind }) => kind === 'call')) return null;
  if (model.rows.nodes.length > 1) return null;
  return (
    <p className={css.note} role="status">
      No calls match.{' '}
      <button
        type="button"
        className={css.clear}
        onClick={() => change({ tones: [], query: '', line: undefined }, 'push')}
      >
        Clear the filter
      </button>
    </p>
  );
}

function noCalls(kind: RunFacts['kind'], mayCome: boolean): string {
  if (kind === 'agent') return 'The agent has reported no calls';
  return mayCome ? 'The program has not called a tool yet' : 'The program called no tool';
}
