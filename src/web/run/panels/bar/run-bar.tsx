import { Box, Braces, Globe, PanelRight, Server, Square, Terminal } from 'lucide-react';
import { lazy, type ReactElement, Suspense, useState } from 'react';
import { runDuration } from '../../../../timeline/selectors.ts';
import type { RunFacts } from '../../../../timeline/timeline.ts';
import { formatBytes } from '../../../format/bytes.ts';
import { formatClockSeconds } from '../../../format/clock.ts';
import { formatDuration } from '../../../format/duration.ts';
import { useNow } from '../../../format/now.ts';
import { formatCount } from '../../../format/numbers.ts';
import { Time } from '../../../format/time.tsx';
import { UntrustedText } from '../../../text/untrusted-text.tsx';
import { ProgressBar } from '../../../ui/bars.tsx';
import { Button, IconButton } from '../../../ui/button.tsx';
import { Pill } from '../../../ui/pill.tsx';
import { StateGlyph } from '../../../ui/state-glyph.tsx';
import { useConnection, useRun, useTextVersion } from '../../store/use-run.ts';
import { AgentStatus } from './agent-status.tsx';
import css from './run-bar.module.css';
import { RunMenu } from './run-menu.tsx';
import { isolationWords, kindName, languageName, runLook } from './run-words.ts';

const CancelDialog = lazy(async () => ({
  default: (await import('./cancel-dialog.tsx')).CancelDialog,
}));

export interface RunBarProps {
  phone?: boolean;
  /** Whether the right column is shown; absent where there is none. */
  rightOpen?: boolean;
  onRight?: (open: boolean) => void;
}

/** How the run stands, what it is, and what can be done with it. */
export function RunBar({ phone = false, rightOpen, onRight }: RunBarProps): ReactElement {
  useTextVersion();
  const store = useRun();
  const connection = useConnection();
  const [asking, setAsking] = useState(false);
  const { run, calls } = store.timeline;
  const look = runLook(run);
  const under = run.state === 'running' || run.state === 'pending';
  const old = connection.state === 'reconnecting' || connection.state === 'stale';
  return (
    <section className={phone ? css.phone : css.bar} aria-label="Run">
      <Pill tone={look.tone}>
        <StateGlyph state={look.glyph} label={null} still={old} />
        {look.word}
      </Pill>
      <span className={css.elapsed}>
        <Elapsed />
      </span>
      {run.endedAt !== undefined && (
        <span className={css.ended}>
          ended <Time at={run.endedAt} text={formatClockSeconds(run.endedAt)} />
        </span>
      )}
      {under && <Progress run={run} />}
      {under && <AgentStatus />}
      <span className={css.grow} />
      <span className={css.facts}>
        <RunsOn run={run} />
        <span>
          <b>{formatCount(calls.length)}</b> {calls.length === 1 ? 'call' : 'calls'}
        </span>
        {store.bytes > 0 && <b title="Arguments and results">{formatBytes(store.bytes)}</b>}
      </span>
      {under && (
        <Button onClick={() => setAsking(true)}>
          <Square className="icon" />
          Cancel run
        </Button>
      )}
      {onRight !== undefined && (
        <IconButton
          label={rightOpen ? 'Hide the right column' : 'Show the right column'}
          aria-keyshortcuts="["
          aria-expanded={rightOpen}
          onClick={() => onRight(!rightOpen)}
        >
          <PanelRight className="icon" />
        </IconButton>
      )}
      {!phone && <RunMenu />}
      {asking && (
        <Suspense fallback={null}>
          <CancelDialog onClose={() => setAsking(false)} />
        </Suspense>
      )}
    </section>
  );
}

/** The run's time so far; it stands still while the page is not connected. */
function Elapsed(): ReactElement {
  const store = useRun();
  useNow();
  const elapsed = runDuration(store.timeline, store.now());
  return <>{elapsed === undefined ? 'Not started' : formatDuration(elapsed)}</>;
}

function Progress({ run }: { run: RunFacts }): ReactElement | null {
  if (run.percent === undefined && run.message === undefined) return null;
  return (
    <>
      <span className={css.progress}>
        <ProgressBar percent={run.percent} label="Progress of the run" />
      </span>
      {run.message !== undefined && (
        <span className={css.message}>
          <UntrustedText text={run.message} limit={160} expandable={false} />
        </span>
      )}
    </>
  );
}

function RunsOn({ run }: { run: RunFacts }): ReactElement {
  const { source, host, isolation, kind, tags } = run;
  const Icon = kind === 'agent' ? Terminal : kind === 'external' ? Globe : Braces;
  const by = tags?.by ?? tags?.user;
  return (
    <>
      <span className={css.fact}>
        <Icon className="icon" aria-hidden="true" />
        <b>
          <UntrustedText
            text={source === undefined ? kindName(kind) : languageName(source.language)}
            limit={40}
            expandable={false}
          />
        </b>
      </span>
      {host !== undefined && (
        <span className={css.fact}>
          <Server className="icon" aria-hidden="true" />
          <b>
            <UntrustedText text={host} limit={60} expandable={false} />
          </b>
        </span>
      )}
      {isolation !== undefined && (
        <span className={`${css.fact} ${css.extra}`} title={isolationWords(isolation)}>
          <Box className="icon" aria-hidden="true" />
          <UntrustedText text={isolation} limit={40} expandable={false} />
        </span>
      )}
      {by !== undefined && (
        <span className={css.fact}>
          by{' '}
          <b>
            <UntrustedText text={by} limit={60} expandable={false} />
          </b>
        </span>
      )}
    </>
  );
}
