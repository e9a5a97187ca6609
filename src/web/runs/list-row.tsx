import type { CSSProperties, ReactElement, ReactNode } from 'react';
import css from './run-list.module.css';

/** Where a line of the list stands, and what it is to those who do not see it. */
export interface RowPlace {
  index: number;
  style: CSSProperties;
  isPinned: boolean;
  isSelected: boolean;
  isTabStop: boolean;
}

/** One line of the list: a row of the treegrid, placed by the virtualiser. */
export function ListRow({
  place,
  level,
  className,
  label,
  expanded,
  position,
  of,
  onOpen,
  children,
}: {
  place: RowPlace;
  level: 1 | 2;
  className: string;
  label: string | undefined;
  expanded?: boolean;
  position?: number;
  of?: number;
  onOpen?: () => void;
  children: ReactNode;
}): ReactElement {
  const names = [
    css.row,
    className,
    place.isPinned ? css.pinned : '',
    place.isSelected ? css.selected : '',
  ];
  return (
    // biome-ignore lint/a11y/useKeyWithClickEvents: keys are handled by the grid around all rows
    <div
      role="row"
      className={names.filter(Boolean).join(' ')}
      style={place.style}
      data-index={place.index}
      tabIndex={place.isTabStop ? 0 : -1}
      aria-level={level}
      aria-rowindex={place.index + 1}
      aria-selected={level === 2 ? place.isSelected : undefined}
      aria-label={label}
      aria-expanded={expanded}
      aria-posinset={position}
      aria-setsize={of}
      onClick={(event) => {
        const { target } = event;
        if (target instanceof Element && target.closest('a, button') === null) onOpen?.();
      }}
    >
      {children}
    </div>
  );
}

/** A cell of the treegrid. */
export function Cell({
  className = '',
  header = false,
  children,
}: {
  className?: string | undefined;
  header?: boolean;
  children?: ReactNode;
}): ReactElement {
  return (
    <div role={header ? 'rowheader' : 'gridcell'} className={className}>
      {children}
    </div>
  );
}
