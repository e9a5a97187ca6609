import type { ReactElement } from 'react';
import type { Approval } from '../../../../timeline/timeline.ts';
import { RecordedJson } from '../../../json/recorded-json.tsx';
import { useRun, useSelection } from '../../store/use-run.ts';
import { ToolName } from '../tool-name.tsx';
import css from './needs-you.module.css';
import { Waiting } from './waiting.tsx';

/** A call that waits for a person's decision, with all of its arguments. It is decided elsewhere. */
export function ApprovalCard({ approval }: { approval: Approval }): ReactElement {
  const { timeline } = useRun();
  const [, change] = useSelection();
  const { callId, askedAt } = approval;
  const call = callId === undefined ? undefined : timeline.callsById.get(callId);
  return (
    <div className={css.card}>
      <h2 className={css.tool}>
        {call === undefined ? 'A call that is not recorded so far' : <ToolName call={call} />}
      </h2>
      <p className={css.facts}>
        {askedAt !== undefined && <Waiting since={askedAt} />}
        {call?.line !== undefined && (
          <button type="button" onClick={() => change({ callId: call.callId }, 'push')}>
            line {call.line}
          </button>
        )}
      </p>
      <p className={css.asks}>
        The host asks a person before it makes this call; its tool has not started. Decide it where
        the host takes decisions: this page shows it.
      </p>
      {call?.args !== undefined && (
        <>
          <h3 className={css.label}>Arguments</h3>
          <div className={css.arguments}>
            <RecordedJson recorded={call.args} label="Arguments" />
          </div>
        </>
      )}
    </div>
  );
}
