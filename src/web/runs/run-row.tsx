import type { ReactElement } from 'react';
import type { RunSummary } from '../../protocol/api/run-summary.ts';
import { formatCount } from '../format/numbers.ts';
import { PlaceLink } from '../routing/place-link.tsx';
import { goTo } from '../routing/use-place.ts';
import { visibleText } from '../text/hidden-characters.ts';
import { UntrustedText } from '../text/untrusted-text.tsx';
import { TallyBar } from '../ui/bars.tsx';
import { Count } from '../ui/pill.tsx';
import { StateGlyph } from '../ui/state-glyph.tsx';
import { callsOf, glyphOf, shortId, tallyOf, tallyWords } from './describe-run.ts';
import { Cell, ListRow, type RowPlace } from './list-row.tsx';
import { Duration, Host, KindIcon, Progress, Started } from './run-cells.tsx';
import css from './run-list.module.css';
import { Starter } from './starter.tsx';

interface RowProps {
  run: RunSummary;
  place: RowPlace;
  position: number;
  of: number;
  isStill: boolean;
}

function Title({ run }: { run: RunSummary }): ReactElement {
  return (
    <PlaceLink
      to={{ page: 'run', runId: run.runId }}
      className={`ell ${css.name}`}
      tabIndex={-1}
      title={visibleText(run.title)}
    >
      <UntrustedText text={run.title || 'Untitled run'} limit={200} expandable={false} />
    </PlaceLink>
  );
}

function Waiting({ run }: { run: RunSummary }): ReactElement | null {
  if (run.open.length === 0) return null;
  return (
    <span title="Waits for a person">
      <Count tone="wait" value={run.open.length} />
      <span className="sr"> waiting for a person</span>
    </span>
  );
}

/** A run as a line of the list. */
export function RunRow({ run, place, position, of, isStill }: RowProps): ReactElement {
  const { state, word } = glyphOf(run);
  const tally = tallyOf(run);
  return (
    <ListRow
      place={place}
      level={2}
      className={`${css.run}`}
      label={undefined}
      position={position}
      of={of}
      onOpen={() => goTo({ page: 'run', runId: run.runId })}
    >
      <Cell>
        <StateGlyph state={state} label={word} still={isStill} />
      </Cell>
      <Cell header className={css.title}>
        <KindIcon kind={run.kind} />
        <Title run={run} />
        <span className={`mono ${css.id}`} title={run.runId}>
          {shortId(run.runId)}
        </span>
      </Cell>
      <Cell className={css.progress}>
        <Progress run={run} />
      </Cell>
      <Cell className={css.right}>{formatCount(callsOf(run))}</Cell>
      <Cell className={css.tally}>
        <TallyBar tally={tally} />
        <span className="sr">{tallyWords(tally)}</span>
      </Cell>
      <Cell className={css.by}>
        <Starter run={run} />
      </Cell>
      <Cell className={css.host}>
        <Host run={run} />
      </Cell>
      <Cell className={`${css.right} ${css.quiet}`}>
        <Duration run={run} />
      </Cell>
      <Cell className={`${css.right} ${css.faint}`}>
        <Started run={run} />
      </Cell>
      <Cell className={css.right}>
        <Waiting run={run} />
      </Cell>
    </ListRow>
  );
}

/** The same on a phone: two lines. */
export function NarrowRunRow({ run, place, position, of, isStill }: RowProps): ReactElement {
  const { state, word } = glyphOf(run);
  return (
    <ListRow
      place={place}
      level={2}
      className={`${css.narrow}`}
      label={undefined}
      position={position}
      of={of}
      onOpen={() => goTo({ page: 'run', runId: run.runId })}
    >
      <div role="rowheader" className={css.line}>
        <StateGlyph state={state} label={word} still={isStill} />
        <Title run={run} />
        <span className={`${css.push} ${css.faint} num`}>
          <Started run={run} />
        </span>
      </div>
      <div role="gridcell" className={`${css.line} ${css.under}`}>
        <Progress run={run} />
        <span className={`${css.push} num`}>
          {formatCount(callsOf(run))} {callsOf(run) === 1 ? 'call' : 'calls'}
        </span>
        <Waiting run={run} />
      </div>
    </ListRow>
  );
}
