import type { ReactElement } from 'react';
import { formatDuration } from '../../../format/duration.ts';
import { useNow } from '../../../format/now.ts';
import { UntrustedText } from '../../../text/untrusted-text.tsx';
import { useRun } from '../../store/use-run.ts';
import css from './run-bar.module.css';

/** What somebody should know of an agent under way: it is being ended, out of reach, or silent. */
export function AgentStatus(): ReactElement | null {
  const store = useRun();
  const { agent, run } = store.timeline;
  if (run.cancelRequest !== undefined) {
    return (
      <span className={css.trouble}>
        Asked to end by <UntrustedText text={run.cancelRequest.by} limit={60} expandable={false} />
      </span>
    );
  }
  if (agent?.connection === 'broken') {
    const title = agent.brokenBecause === undefined ? {} : { title: agent.brokenBecause };
    return (
      <span className={css.trouble} {...title}>
        Connection lost, trying again
      </span>
    );
  }
  if (agent?.quietSince === undefined) return null;
  return (
    <span className={css.trouble}>
      Silent for <Since at={agent.quietSince} />
    </span>
  );
}

/** Stands still while the page is not connected. */
function Since({ at }: { at: number }): ReactElement {
  const store = useRun();
  useNow();
  return <>{formatDuration(Math.max(0, store.now() - at))}</>;
}
