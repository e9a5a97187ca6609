import { type ReactElement, useMemo, useState } from 'react';
import type { CallNode } from '../../../../timeline/call-node.ts';
import type { Timeline } from '../../../../timeline/timeline.ts';
import { formatCount } from '../../../format/numbers.ts';
import { RecordedJson } from '../../../json/recorded-json.tsx';
import { UntrustedText } from '../../../text/untrusted-text.tsx';
import { Button } from '../../../ui/button.tsx';
import { StateGlyph } from '../../../ui/state-glyph.tsx';
import { toneOf } from '../../store/call-tone.ts';
import { useRun, useSelection, useTimelineVersion } from '../../store/use-run.ts';
import { ToolName } from '../tool-name.tsx';
import { endWords } from './end-words.ts';
import css from './ended-summary.module.css';
import { reasonOf, type Truth, truthOf, unappliedCalls } from './unapplied.ts';

/** Rows shown at first, and with each further step. */
const PAGE = 20;

/** Whether how a run ended needs more than a word: everything but a run of which all is well. */
export function needsSummary(timeline: Timeline): boolean {
  const { state } = timeline.run;
  if (state === 'pending' || state === 'running') return false;
  return state !== 'done' || timeline.failed.size > 0 || timeline.run.notes.length > 0;
}

/** What happened, what is at risk, and every call that is not simply applied with its reason. */
export function EndedSummary(): ReactElement {
  const version = useTimelineVersion();
  const { timeline } = useRun();
  // biome-ignore lint/correctness/useExhaustiveDependencies: the timeline changes in place
  const { truth, calls } = useMemo(
    () => ({ truth: truthOf(timeline), calls: unappliedCalls(timeline) }),
    [timeline, version],
  );
  const [shown, setShown] = useState(PAGE);
  const { title, detail } = endWords(timeline, truth);
  const { run } = timeline;
  return (
    <div className={css.summary}>
      <h2 className={css.title}>
        <UntrustedText text={title} limit={300} />
      </h2>
      <p className={css.detail}>
        <UntrustedText text={detail} lines limit={600} />
      </p>
      {run.notes.map((note, index) => (
        // biome-ignore lint/suspicious/noArrayIndexKey: notes never move
        <p key={index} className={css.note}>
          <UntrustedText text={note} limit={300} />
        </p>
      ))}
      {run.error?.traceback !== undefined && (
        <details className={css.more}>
          <summary>Traceback</summary>
          <pre className={css.traceback}>
            <UntrustedText text={run.error.traceback} lines limit={4000} />
          </pre>
        </details>
      )}
      {run.value !== undefined && (
        <details className={css.more}>
          <summary>
            Value of the program
            {run.preview !== undefined && (
              <>
                , a <UntrustedText text={run.preview} limit={80} expandable={false} />
              </>
            )}
          </summary>
          <RecordedJson recorded={run.value} label="Value of the program" />
        </details>
      )}
      {timeline.calls.length > 0 && <TruthBar truth={truth} />}
      {calls.length > 0 && (
        <ul className={css.calls} aria-label="Calls that are not simply applied">
          {calls.slice(0, shown).map((call) => (
            <Row key={call.callId} call={call} />
          ))}
          {calls.length > shown && (
            <li className={css.rest}>
              <Button small onClick={() => setShown(shown + 10 * PAGE)}>
                Show more, {formatCount(calls.length - shown)} left
              </Button>
            </li>
          )}
        </ul>
      )}
    </div>
  );
}

const parts = [
  ['applied', 'applied', 'applied'],
  ['failed', 'error', 'failed, nothing changed'],
  ['unknown', 'unknown', 'outcome unknown'],
  ['notStarted', 'not_started', 'not started'],
] as const;

/** How many calls of a run are known to have had their effect, as a bar and in words. */
function TruthBar({ truth }: { truth: Truth }): ReactElement {
  const there = parts.filter(([key]) => truth[key] > 0);
  return (
    <>
      <div className={css.bar} aria-hidden="true">
        {there.map(([key]) => (
          <span key={key} className={css[key]} style={{ flexGrow: truth[key] }} />
        ))}
      </div>
      <ul className={css.truth} aria-label="What was applied">
        {there.map(([key, glyph, word]) => (
          <li key={key}>
            <StateGlyph state={glyph} label={null} />
            <b>{formatCount(truth[key])}</b> {word}
          </li>
        ))}
      </ul>
    </>
  );
}

function Row({ call }: { call: CallNode }): ReactElement {
  const { timeline, approvals } = useRun();
  const [, change] = useSelection();
  return (
    <li className={css.row}>
      <StateGlyph state={toneOf(call, approvals)} />
      <div className={css.words}>
        <ToolName call={call} withArguments />
        <p className={css.reason}>
          <UntrustedText text={reasonOf(timeline, call)} limit={300} />
        </p>
      </div>
      <Button small onClick={() => change({ callId: call.callId }, 'push')}>
        Show call
      </Button>
    </li>
  );
}
