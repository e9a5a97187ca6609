import type { ReactElement, ReactNode } from 'react';
import type { CallNode } from '../../../../timeline/call-node.ts';
import { callDuration } from '../../../../timeline/selectors.ts';
import { formatClockSeconds } from '../../../format/clock.ts';
import { formatDuration } from '../../../format/duration.ts';
import { useNow } from '../../../format/now.ts';
import { formatCount } from '../../../format/numbers.ts';
import { Time } from '../../../format/time.tsx';
import { RecordedJson } from '../../../json/recorded-json.tsx';
import { UntrustedText } from '../../../text/untrusted-text.tsx';
import { ProgressBar } from '../../../ui/bars.tsx';
import { CopyButton } from '../../../ui/copy-button.tsx';
import { StateGlyph } from '../../../ui/state-glyph.tsx';
import { toneOf } from '../../store/call-tone.ts';
import { isOpen } from '../../store/connection.ts';
import { useConnection, useRun, useSelection, useTimelineVersion } from '../../store/use-run.ts';
import { appliedWord, markWord, stateWord } from '../call-words.ts';
import { ToolName } from '../tool-name.tsx';
import css from './inspector.module.css';
import { RunDetails } from './run-details.tsx';

/** The selected call in full. */
export function Inspector(): ReactElement {
  useTimelineVersion();
  const { timeline } = useRun();
  const connection = useConnection();
  const [{ callId }] = useSelection();
  if (callId === undefined) return <RunDetails />;
  const call = timeline.callsById.get(callId);
  if (call !== undefined) return <Call key={callId} call={call} />;
  return (
    <p className={css.empty}>
      {isOpen(connection) ? 'Waiting for call ' : 'No such call in this run: '}
      <UntrustedText text={callId} limit={80} />
    </p>
  );
}

function Call({ call }: { call: CallNode }): ReactElement {
  const { approvals } = useRun();
  const tone = toneOf(call, approvals);
  return (
    <div className={css.inspector}>
      <header className={css.head}>
        <StateGlyph state={tone} label={null} />
        <h2 className={css.name}>
          <ToolName call={call} />
        </h2>
        <CopyButton text={call.callId} label="Copy call id" />
      </header>
      <p className={css.state}>
        <b>{stateWord(call, tone === 'waiting')}.</b> {appliedWord(call)}
      </p>
      {call.marks.length > 0 && (
        <ul className={css.marks}>
          {call.marks.map((mark) => (
            <li key={mark}>{markWord(mark)}</li>
          ))}
        </ul>
      )}
      <Progress call={call} />
      {call.error !== undefined && (
        <Block title={call.error.code === undefined ? 'Error' : `Error, ${call.error.code}`}>
          <p className={css.error}>
            <b>
              <UntrustedText text={call.error.name} limit={120} />
            </b>{' '}
            <UntrustedText text={call.error.message} lines limit={2000} />
          </p>
        </Block>
      )}
      {call.args !== undefined && (
        <Block title="Arguments">
          <RecordedJson recorded={call.args} label="Arguments" />
        </Block>
      )}
      {call.result !== undefined && (
        <Block title="Result">
          <RecordedJson recorded={call.result} label="Result" />
        </Block>
      )}
      <Facts call={call} />
    </div>
  );
}

function Block({ title, children }: { title: string; children: ReactNode }): ReactElement {
  return (
    <>
      <h3 className={css.label}>
        <UntrustedText text={title} limit={80} expandable={false} />
      </h3>
      <div className={css.block}>{children}</div>
    </>
  );
}

/** How far a call has come, or had come when it broke off; one that is done says nothing of it. */
function Progress({ call }: { call: CallNode }): ReactElement | null {
  if (call.state === 'ok') return null;
  if (call.percent === undefined && call.message === undefined) return null;
  return (
    <div className={css.progress}>
      <ProgressBar percent={call.percent} label="Progress of the call" />
      {call.message !== undefined && <UntrustedText text={call.message} limit={200} />}
    </div>
  );
}

const roads = {
  'host-call': 'Host call: the program asked and waited',
  event: 'Call event: told over HTTP',
  log: 'Log line',
} as const;

function Facts({ call }: { call: CallNode }): ReactElement {
  const [, change] = useSelection();
  const { run } = useRun().timeline;
  const parent = call.parent ?? undefined;
  const since = run.startedAt;
  return (
    <dl className={css.facts}>
      <Fact name="Took">
        <Took call={call} />
      </Fact>
      {call.beganAt !== undefined && (
        <Fact name="Began">
          <Time at={call.beganAt} text={formatClockSeconds(call.beganAt)} />
          {since !== undefined && ` at ${formatDuration(call.beganAt - since)} of the run`}
        </Fact>
      )}
      {call.endedAt !== undefined && (
        <Fact name="Ended">
          <Time at={call.endedAt} text={formatClockSeconds(call.endedAt)} />
        </Fact>
      )}
      {call.line !== undefined && (
        <Fact name="Line">
          <button type="button" onClick={() => change({ line: call.line }, 'push')}>
            {call.line}, show its calls
          </button>
        </Fact>
      )}
      {call.parentCallId !== undefined && (
        <Fact name="Parent">
          {parent === undefined ? (
            <UntrustedText text={call.parentCallId} limit={80} />
          ) : (
            <button type="button" onClick={() => change({ callId: parent.callId }, 'push')}>
              <ToolName call={parent} />
            </button>
          )}
        </Fact>
      )}
      {call.children.length > 0 && (
        <Fact name="Calls inside">{formatCount(call.children.length)}</Fact>
      )}
      {call.assetId !== undefined && (
        <Fact name="Asset">
          <UntrustedText text={call.assetId} limit={120} />
        </Fact>
      )}
      {call.road !== undefined && <Fact name="Road">{roads[call.road]}</Fact>}
      <Fact name="Call id">
        <UntrustedText text={call.callId} limit={120} />
      </Fact>
      <Fact name="Journal">
        <EventLink seq={call.position} />
        {call.revision !== call.position && (
          <>
            {' to '}
            <EventLink seq={call.revision} />
          </>
        )}
      </Fact>
    </dl>
  );
}

function Fact({ name, children }: { name: string; children: ReactNode }): ReactElement {
  return (
    <div>
      <dt>{name}</dt>
      <dd>{children}</dd>
    </div>
  );
}

function EventLink({ seq }: { seq: number }): ReactElement {
  const [, change] = useSelection();
  return (
    <button type="button" onClick={() => change({ journalSeq: seq, tab: 'journal' }, 'push')}>
      event {formatCount(seq)}
    </button>
  );
}

function Took({ call }: { call: CallNode }): ReactElement {
  const store = useRun();
  useNow();
  const took = callDuration(store.timeline, call, store.now());
  if (took === undefined) return <>not known</>;
  if (call.endedAt !== undefined) return <>{formatDuration(took)}</>;
  const until = store.timeline.run.endedAt === undefined ? 'so far' : 'until the run ended';
  return (
    <>
      {formatDuration(took)} {until}
    </>
  );
}
