import { ChevronDown, ChevronRight } from 'lucide-react';
import type { ReactElement } from 'react';
import { Cell, ListRow, type RowPlace } from './list-row.tsx';
import css from './run-list.module.css';
import type { GroupKey, ListItem } from './store/list-layout.ts';

const words: Readonly<Record<GroupKey, string>> = {
  needs: 'Needs you',
  live: 'Live',
  today: 'Today',
  yesterday: 'Yesterday',
  earlier: 'Earlier',
};

/** The header of a group; it opens and closes it. */
export function GroupRow({
  item,
  place,
  onToggle,
}: {
  item: Extract<ListItem, { kind: 'group' }>;
  place: RowPlace;
  onToggle: (group: GroupKey) => void;
}): ReactElement {
  const Twisty = item.isOpen ? ChevronDown : ChevronRight;
  return (
    <ListRow
      place={place}
      level={1}
      className={item.group === 'needs' ? `${css.group} ${css.needs}` : `${css.group}`}
      label={undefined}
      expanded={item.isOpen}
      onOpen={() => onToggle(item.group)}
    >
      <Cell header>
        <span style={{ display: 'flex', alignItems: 'center', gap: 8 }}>
          <Twisty className="icon" aria-hidden="true" />
          {words[item.group]}
          <span className={css.count}>{item.count}</span>
        </span>
      </Cell>
    </ListRow>
  );
}

const columns = [
  ['', 'State'],
  ['Run', ''],
  ['Progress or outcome', ''],
  ['Calls', ''],
  ['', 'Calls by outcome'],
  ['Started by', ''],
  ['Host', ''],
  ['Duration', ''],
  ['Started', ''],
  ['', 'Waiting for a person'],
] as const;
const rightAligned = new Set(['Calls', 'Duration', 'Started']);

/** The names of the columns. */
export function ColumnsRow({ place }: { place: RowPlace }): ReactElement {
  return (
    <div
      role="row"
      className={`${css.row} ${css.columns} ${place.isPinned ? css.pinned : ''}`}
      style={place.style}
      aria-rowindex={place.index + 1}
    >
      {columns.map(([shown, said]) => (
        <div
          role="columnheader"
          key={shown + said}
          className={
            rightAligned.has(shown)
              ? css.right
              : shown === 'Host'
                ? css.host
                : shown === 'Started by'
                  ? css.by
                  : ''
          }
        >
          {shown}
          {said ? <span className="sr">{said}</span> : null}
        </div>
      ))}
    </div>
  );
}

/** A line whose run is not here so far. */
export function MissingRow({
  place,
  isNarrow,
}: {
  place: RowPlace;
  isNarrow: boolean;
}): ReactElement {
  return (
    <ListRow
      place={place}
      level={2}
      className={isNarrow ? `${css.narrow}` : `${css.run}`}
      label="Loading"
    >
      <Bones isNarrow={isNarrow} />
    </ListRow>
  );
}

const widths = [14, 180, 210, 30, 64, 110, 60, 48, 48];

/** The shape of a line while its run is on its way. */
export function Bones({ isNarrow }: { isNarrow: boolean }): ReactElement {
  if (isNarrow) {
    return (
      <>
        <Cell>
          <span className={css.bone} style={{ display: 'block', width: '60%' }} />
        </Cell>
        <Cell>
          <span className={css.bone} style={{ display: 'block', width: '35%' }} />
        </Cell>
      </>
    );
  }
  return (
    <>
      {widths.map((width) => (
        <Cell key={width}>
          <span
            className={css.bone}
            style={{ display: 'block', width, maxWidth: 'calc(100% - 12px)' }}
          />
        </Cell>
      ))}
    </>
  );
}
