import type { ReactElement, ReactNode } from 'react';
import { formatBytes } from '../../../format/bytes.ts';
import { formatFull } from '../../../format/clock.ts';
import { formatDuration } from '../../../format/duration.ts';
import { formatCount } from '../../../format/numbers.ts';
import { Time } from '../../../format/time.tsx';
import { RecordedJson } from '../../../json/recorded-json.tsx';
import { PlaceLink } from '../../../routing/place-link.tsx';
import { UntrustedText } from '../../../text/untrusted-text.tsx';
import { useRun, useTextVersion } from '../../store/use-run.ts';
import { isolationWords } from '../bar/run-words.ts';
import { AgentDetails } from './agent-details.tsx';
import { Fact } from './fact.tsx';
import css from './inspector.module.css';

/** What is known of the run itself: shown as long as no call is selected. */
export function RunDetails(): ReactElement {
  useTextVersion();
  const { timeline, runId } = useRun();
  const { run } = timeline;
  return (
    <div className={css.inspector}>
      <h2 className={css.runTitle}>
        <UntrustedText text={run.title ?? runId} limit={300} />
      </h2>
      {run.summary !== undefined && (
        <p className={css.state}>
          <UntrustedText text={run.summary} lines limit={600} />
        </p>
      )}
      <dl className={css.facts}>
        <Fact name="Run id">
          <UntrustedText text={runId} limit={120} />
        </Fact>
        {run.startedAt !== undefined && (
          <Fact name="Started">
            <Time at={run.startedAt} text={formatFull(run.startedAt)} />
          </Fact>
        )}
        {run.host !== undefined && (
          <Fact name="Host">
            <UntrustedText text={run.host} limit={120} />
          </Fact>
        )}
        {timeline.agent !== undefined && <AgentDetails agent={timeline.agent} />}
        {run.isolation !== undefined && (
          <Fact name="Isolation">{isolationWords(run.isolation)}</Fact>
        )}
        {run.parent !== undefined && (
          <Fact name="Started by">
            <PlaceLink
              className={css.link}
              to={{
                page: 'run',
                runId: run.parent.runId,
                ...(run.parent.callId === undefined
                  ? {}
                  : { part: { kind: 'call', callId: run.parent.callId } }),
              }}
            >
              a call of <UntrustedText text={run.parent.runId} limit={80} />
            </PlaceLink>
          </Fact>
        )}
        {Object.entries(run.tags ?? {}).map(([key, value]) => (
          <Fact key={key} name={<UntrustedText text={key} limit={40} />}>
            <UntrustedText text={value} limit={200} />
          </Fact>
        ))}
        {Object.entries(run.limits ?? {}).map(([key, value]) => (
          <Fact key={key} name={limitName(key)}>
            {limitValue(key, value)}
          </Fact>
        ))}
        <Fact name="Events">{formatCount(timeline.lastSeq)}</Fact>
      </dl>
      {run.value !== undefined && (
        <>
          <h3 className={css.label}>
            Value of the program
            {run.preview !== undefined && (
              <>
                , a <UntrustedText text={run.preview} limit={80} />
              </>
            )}
          </h3>
          <div className={css.block}>
            <RecordedJson recorded={run.value} label="Value of the program" />
          </div>
        </>
      )}
    </div>
  );
}

const limitNames: Readonly<Record<string, string>> = {
  wallClockMs: 'Time limit',
  calls: 'Calls, at most',
  callsInFlight: 'In flight, at most',
  callMs: 'Time per call',
  argumentBytes: 'Arguments',
  resultBytes: 'Results',
  outputBytes: 'Output',
  memoryBytes: 'Memory',
  diskBytes: 'Files',
  stalledAfterMs: 'Silent after',
  endAfterQuietMs: 'Silence, at most',
  concludedGraceMs: 'To end after DONE',
  cancelGraceMs: 'To end if asked',
  bodyGraceMs: 'To stop driving',
  lingerMs: 'Last words',
  finishMs: 'To read the rest',
  drainMs: 'To capture files',
  callbackMs: 'Time per callback',
  recordMs: 'To record',
  lostAfterMs: 'Lost after',
  deliverableBytes: 'A file, at most',
  deliverablesWaiting: 'Files that wait',
  lineBytes: 'A line, at most',
  hints: 'Hints, at most',
};

function limitName(key: string): ReactNode {
  return limitNames[key] ?? <UntrustedText text={key} limit={40} />;
}

function limitValue(key: string, value: number): string {
  if (key.endsWith('Ms')) return formatDuration(value);
  return key.endsWith('Bytes') ? formatBytes(value) : formatCount(value);
}
