import { ChevronDown, ChevronRight, ChevronsDown } from 'lucide-react';
import { type CSSProperties, memo, type ReactElement, type ReactNode } from 'react';
import { formatBytes } from '../../../format/bytes.ts';
import { formatDuration } from '../../../format/duration.ts';
import type { RunStore } from '../../store/run-store.ts';
import { startOf } from '../lanes/time-window.ts';
import type { OpenMode } from '../model/openness.ts';
import type { RowNode } from '../model/rows.ts';
import { LiveDuration } from './live-duration.tsx';
import css from './row.module.css';
import { RowName } from './row-name.tsx';
import { laneSentence } from './row-words.ts';

export interface RowProps {
  store: RunStore;
  node: RowNode;
  /** Changes when what the node says has changed. */
  version: number;
  index: number;
  /** Pixels from the top of the list. */
  top: number;
  depth: number;
  /** Deeper levels are not indented further. */
  deepest: number;
  place: number;
  size: number;
  mode: OpenMode | undefined;
  isFocused: boolean;
  isSelected: boolean;
  isFiltered: boolean;
  isFresh: boolean;
  card: ReactNode;
  /** Given to rows with a card, whose height is not known before it is drawn. */
  measure: ((element: HTMLElement | null) => void) | undefined;
}

/** One line of the treegrid. Its bar is on the canvas; keys and clicks are the grid's. */
export const Row = memo(function Row(props: RowProps): ReactElement {
  const { store, node, index, depth, deepest, mode, card, version } = props;
  const indent = Math.min(depth, deepest);
  const isOpen = mode !== undefined && mode !== 'closed';
  return (
    <div
      role="row"
      ref={props.measure}
      className={card === undefined ? css.row : `${css.row} ${css.opened}`}
      style={{ top: props.top }}
      tabIndex={props.isFocused ? 0 : -1}
      data-index={index}
      data-row={node.id}
      aria-level={depth + 1}
      aria-posinset={props.place}
      aria-setsize={props.size}
      // The header is the first row.
      aria-rowindex={index + 2}
      aria-selected={props.isSelected}
      {...(mode === undefined ? {} : { 'aria-expanded': isOpen })}
    >
      <div className={css.cells}>
        <div className={css.name} style={{ '--levels': indent } as CSSProperties}>
          <span className={css.guides} />
          <span className={css.twisty} {...(mode === undefined ? {} : { 'data-twisty': '' })}>
            {mode !== undefined && <Chevron mode={mode} isGroup={node.kind === 'site'} />}
          </span>
          {depth > deepest && <span className={css.deeper}>+{depth - deepest}</span>}
          <RowName
            store={store}
            node={node}
            mode={mode}
            isFiltered={props.isFiltered}
            isFresh={props.isFresh}
            version={version}
          />
        </div>
        <div role="gridcell" className={css.time}>
          <RowTime store={store} node={node} />
        </div>
        <div role="gridcell" className={css.bytes}>
          {node.kind === 'run' && formatBytes(store.bytes)}
          {(node.kind === 'call' || node.kind === 'site') && formatBytes(node.bytes)}
        </div>
        <div role="gridcell" className={css.lane}>
          {node.kind === 'call' && (
            <span className="sr">{laneSentence(node, startOf(store.timeline))}</span>
          )}
        </div>
      </div>
      {card !== undefined && (
        <div role="gridcell" className={css.card} data-card="">
          {card}
        </div>
      )}
    </div>
  );
});

function Chevron({ mode, isGroup }: { mode: OpenMode; isGroup: boolean }): ReactElement {
  if (mode === 'closed') return <ChevronRight className="icon" />;
  return mode === 'all' && isGroup ? (
    <ChevronsDown className="icon" />
  ) : (
    <ChevronDown className="icon" />
  );
}

function RowTime({ store, node }: { store: RunStore; node: RowNode }): ReactNode {
  switch (node.kind) {
    case 'run': {
      const { run } = store.timeline;
      if (run.startedAt === undefined) return null;
      if (run.endedAt !== undefined) return formatDuration(run.endedAt - run.startedAt);
      return <LiveDuration store={store} since={run.startedAt} />;
    }
    case 'call': {
      const { durationMs, state, beganAt } = node.call;
      if (durationMs !== undefined) return formatDuration(durationMs);
      if (beganAt === undefined) return null;
      if (state === 'running') return <LiveDuration store={store} since={beganAt} />;
      const { endedAt } = store.timeline.run;
      return endedAt === undefined ? null : formatDuration(endedAt - beganAt);
    }
    case 'site': {
      const { medianMs } = node;
      if (medianMs === undefined) return null;
      return (
        <>
          <span className={css.median}>med</span> {formatDuration(medianMs)}
        </>
      );
    }
    case 'more':
      return null;
  }
}
