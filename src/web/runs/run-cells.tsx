import { Braces, Radio, Terminal } from 'lucide-react';
import type { ReactElement } from 'react';
import type { RunSummary } from '../../protocol/api/run-summary.ts';
import { formatAgo, formatWhen } from '../format/clock.ts';
import { formatDuration, formatWait } from '../format/duration.ts';
import { useNow } from '../format/now.ts';
import { Time } from '../format/time.tsx';
import { UntrustedText } from '../text/untrusted-text.tsx';
import { ProgressBar } from '../ui/bars.tsx';
import { outcomeOf, silenceOf } from './describe-run.ts';
import css from './run-list.module.css';

const kinds = {
  code: { Icon: Braces, word: 'Code' },
  agent: { Icon: Terminal, word: 'Agent' },
  external: { Icon: Radio, word: 'Another program' },
} as const;

/** What kind of work a run is, as an icon. */
export function KindIcon({ kind }: { kind: RunSummary['kind'] }): ReactElement {
  const { Icon, word } = kinds[kind];
  return (
    <span title={word} style={{ display: 'flex' }}>
      <Icon className="icon" aria-hidden="true" />
      <span className="sr">{word}</span>
    </span>
  );
}

/** The last word of a run under way; that it is silent, where it should not be. */
function LiveWord({ run }: { run: RunSummary }): ReactElement | null {
  const silence = silenceOf(run, useNow());
  if (silence !== undefined) {
    return <span className={`ell ${css.late}`}>No output for {formatWait(silence)}</span>;
  }
  const text = run.message ?? (run.percent === undefined ? '' : `${Math.round(run.percent)} %`);
  return (
    <span className="ell">
      <UntrustedText text={text} limit={200} expandable={false} />
    </span>
  );
}

/** How far a run is, or how it ended. */
export function Progress({ run }: { run: RunSummary }): ReactElement {
  if (run.state === 'running') {
    return (
      <>
        <span className={css.bar}>
          <ProgressBar percent={run.percent} label="Progress of the run" />
        </span>
        <LiveWord run={run} />
      </>
    );
  }
  const { text, isBad } = outcomeOf(run);
  return (
    <span className={`ell ${isBad ? css.bad : css.outcome}`}>
      <UntrustedText text={text} limit={200} expandable={false} />
    </span>
  );
}

function Counting({ since }: { since: number }): ReactElement {
  return <>{formatDuration(Math.floor((useNow() - since) / 1000) * 1000)}</>;
}

/** How long a run took, or has been under way. */
export function Duration({ run }: { run: RunSummary }): ReactElement {
  if (run.endedAt === undefined) return <Counting since={run.startedAt} />;
  return <>{formatDuration(run.endedAt - run.startedAt)}</>;
}

/** When a run started: how long ago while it is under way, else when. */
export function Started({ run }: { run: RunSummary }): ReactElement {
  const now = useNow();
  const text =
    run.endedAt === undefined ? formatAgo(run.startedAt, now) : formatWhen(run.startedAt, now);
  return <Time at={run.startedAt} text={text} />;
}

/** The machine a run is on; a dot tells whether it was heard of while it is under way. */
export function Host({ run }: { run: RunSummary }): ReactElement | null {
  const silence = silenceOf(run, useNow());
  const host = run.host ?? (run.kind === 'code' ? 'sandbox' : undefined);
  if (host === undefined) return null;
  const isHeard = run.host !== undefined && run.state === 'running';
  return (
    <>
      {isHeard ? (
        <span
          className={silence === undefined ? css.dot : `${css.dot} ${css.dotLate}`}
          title={silence === undefined ? 'Heard of within 30 seconds' : 'Silent'}
        />
      ) : null}
      <span className="ell">
        <UntrustedText text={host} limit={80} expandable={false} />
      </span>
    </>
  );
}
