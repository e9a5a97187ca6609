import type { ReactElement, RefObject } from 'react';
import type { TimeScale } from '../lanes/time-scale.ts';
import type { CallsModel } from '../model/calls-model.ts';
import type { FlatOrder } from '../model/flat-order.ts';
import { Axis } from './axis.tsx';
import css from './calls-tree.module.css';

interface TreeHeaderProps {
  axis: RefObject<HTMLDivElement | null>;
  model: CallsModel;
  scale: TimeScale;
  start: number;
}

/** Names of the columns and the axis. A flat list is sorted from here. */
export function TreeHeader({ axis, model, scale, start }: TreeHeaderProps): ReactElement {
  return (
    <div role="row" className={css.header} aria-rowindex={1}>
      <Column model={model} order="tool">
        Call
      </Column>
      <Column model={model} order="time" className={css.right}>
        Time
      </Column>
      <Column model={model} order="bytes" className={css.right}>
        Bytes
      </Column>
      <div
        role="columnheader"
        ref={axis}
        className={css.axis}
        {...(model.flat === 'start' ? { 'aria-sort': 'ascending' as const } : {})}
      >
        <span className="sr">Timeline</span>
        <span aria-hidden="true">
          <Axis scale={scale} start={start} />
        </span>
      </div>
    </div>
  );
}

interface ColumnProps {
  model: CallsModel;
  order: Exclude<FlatOrder, 'start'>;
  className?: string | undefined;
  children: string;
}

/** The second press returns to the order of the starts. */
function Column({ model, order, className = '', children }: ColumnProps): ReactElement {
  const isSorted = model.flat === order;
  const direction = order === 'tool' ? ('ascending' as const) : ('descending' as const);
  return (
    <div
      role="columnheader"
      className={className}
      {...(isSorted ? { 'aria-sort': direction } : {})}
    >
      {model.flat === undefined ? (
        children
      ) : (
        <button
          type="button"
          className={css.sort}
          aria-pressed={isSorted}
          onClick={() => model.setFlat(isSorted ? 'start' : order)}
        >
          {children}
          {isSorted && (order === 'tool' ? ' ↑' : ' ↓')}
        </button>
      )}
    </div>
  );
}
