import { defaultRangeExtractor, type Range, useVirtualizer } from '@tanstack/react-virtual';
import {
  type CSSProperties,
  type KeyboardEvent,
  type ReactElement,
  useEffect,
  useImperativeHandle,
  useRef,
  useState,
} from 'react';
import { goTo } from '../routing/use-place.ts';
import { useMedia } from '../ui/use-media.ts';
import { gridAction, nextRow } from './grid-keys.ts';
import type { RowPlace } from './list-row.tsx';
import { ColumnsRow, GroupRow, MissingRow } from './other-rows.tsx';
import { NarrowRequestRow, RequestRow } from './request-row.tsx';
import css from './run-list.module.css';
import { NarrowRunRow, RunRow } from './run-row.tsx';
import { scrollMemory } from './scroll-memory.ts';
import type { GroupKey, ListItem, ListLayout } from './store/list-layout.ts';

const wideHeights = { group: 32, columns: 30, request: 38, run: 36 } as const;
const touchHeights = { group: 44, columns: 30, request: 44, run: 44 } as const;
const narrowHeights = { group: 44, columns: 30, request: 60, run: 60 } as const;

/** What others can ask of the list. */
export interface GridHandle {
  /** Moves the selection by a run or request and gives it the focus. */
  step: (by: 1 | -1) => void;
  /** Gives the list the focus. */
  focus: () => void;
  toTop: () => void;
}

interface GridProps {
  layout: ListLayout;
  isNarrow: boolean;
  isBusy: boolean;
  isStill: boolean;
  onToggle: (group: GroupKey) => void;
  onLoad: (page: number | 'next') => void;
  /** Told with every scroll whether the list is at its top. */
  onScrolled: (atTop: boolean) => void;
  ref: React.Ref<GridHandle>;
}

function openItem(item: ListItem): void {
  if (item.kind === 'run') goTo({ page: 'run', runId: item.run.runId });
  if (item.kind === 'request') {
    const { runId, id } = item.request;
    goTo({ page: 'inbox', item: { runId, requestId: id } });
  }
}

/** The list's lines as a treegrid of which only what is seen is in the page. */
export function RunGrid(props: GridProps): ReactElement {
  const { layout, isNarrow, onToggle, onLoad, onScrolled } = props;
  const scroll = useRef<HTMLDivElement>(null);
  const [selectedKey, setSelectedKey] = useState(scrollMemory.selectedKey);
  const wantsFocus = useRef(false);
  const isTouch = useMedia('(pointer: coarse)');
  const heights = isNarrow ? narrowHeights : isTouch ? touchHeights : wideHeights;
  const kindAt = (index: number): keyof typeof wideHeights => {
    const kind = layout.at(index)?.kind;
    return kind === 'group' || kind === 'columns' || kind === 'request' ? kind : 'run';
  };

  const found = selectedKey === undefined ? -1 : layout.indexOf(selectedKey);
  const selected = found >= 0 ? found : Math.max(0, nextRow(layout, -1, 1));

  const pinnedFor = (start: number): number[] => {
    const above = layout.headers.filter(({ index }) => index <= start);
    const group = above.findLast(({ kind }) => kind === 'group');
    const columns = above.findLast(({ kind }) => kind === 'columns');
    const isUnderColumns = columns && group && columns.index > group.index;
    return [columns, isUnderColumns ? undefined : group].flatMap((pin) => pin?.index ?? []);
  };

  const virtual = useVirtualizer({
    count: layout.length,
    getScrollElement: () => scroll.current,
    estimateSize: (index) => heights[kindAt(index)],
    overscan: 6,
    scrollPaddingStart: isNarrow ? heights.group : heights.columns + heights.group,
    initialOffset: () => scrollMemory.offset,
    useFlushSync: false,
    rangeExtractor: (range: Range) => {
      const shown = new Set(defaultRangeExtractor(range));
      for (const index of pinnedFor(range.startIndex)) shown.add(index);
      // The line that has the focus stays, or the focus would be lost.
      if (selected >= 0 && selected < range.count) shown.add(selected);
      return [...shown].sort((one, other) => one - other);
    },
  });

  // Heights change with the kinds of lines, of which the virtualiser knows nothing.
  // biome-ignore lint/correctness/useExhaustiveDependencies: measured again for another layout
  useEffect(() => {
    virtual.measure();
  }, [virtual, layout, heights]);

  const items = virtual.getVirtualItems();
  const pinned = pinnedFor(virtual.range?.startIndex ?? 0);

  const select = (index: number, focus: boolean): void => {
    const key = layout.at(index)?.key;
    if (key === undefined) return;
    wantsFocus.current = focus;
    scrollMemory.selectedKey = key;
    setSelectedKey(key);
    if (focus) virtual.scrollToIndex(index, { align: 'auto' });
  };

  useEffect(() => {
    if (!wantsFocus.current) return;
    const row = scroll.current?.querySelector<HTMLElement>(`[data-index="${selected}"]`);
    if (row == null) return;
    wantsFocus.current = false;
    row.focus({ preventScroll: true });
  });

  useEffect(() => {
    for (const { index } of items) {
      const item = layout.at(index);
      if (item?.kind === 'missing') onLoad(item.page);
      if (item?.kind === 'more') onLoad('next');
    }
  });

  useImperativeHandle(props.ref, () => ({
    step: (by) => select(found < 0 ? nextRow(layout, -1, 1) : nextRow(layout, selected, by), true),
    focus: () => select(selected, true),
    toTop: () => virtual.scrollToOffset(0),
  }));

  // A list that is gone is scrolled nowhere.
  const leave = useRef(onScrolled);
  useEffect(() => {
    leave.current = onScrolled;
  });
  useEffect(() => () => leave.current(true), []);

  const tellScrolled = (): void => {
    scrollMemory.offset = scroll.current?.scrollTop ?? 0;
    onScrolled(scrollMemory.offset === 0);
  };

  const press = (event: KeyboardEvent<HTMLDivElement>): void => {
    if (event.target instanceof Element && event.target.closest('a, button')) return;
    const rows = Math.floor((scroll.current?.clientHeight ?? 0) / heights.run) - 3;
    const action = gridAction(layout, selected, event, Math.max(1, rows));
    if (action === undefined) return;
    event.preventDefault();
    if (action.do === 'go') select(action.index, true);
    else if (action.do === 'toggle') onToggle(action.group);
    else openItem(action.item);
  };

  const placeOf = (index: number, start: number, size: number): RowPlace => {
    const pin = pinned.indexOf(index);
    const style: CSSProperties =
      pin >= 0
        ? { height: size, top: pin * heights.columns, position: 'sticky' }
        : { height: size, transform: `translateY(${start}px)` };
    return {
      index,
      style,
      isPinned: pin >= 0,
      isSelected: index === found,
      isTabStop: index === selected,
    };
  };

  return (
    <div
      ref={scroll}
      className={css.scroll}
      role="treegrid"
      aria-label="Runs"
      aria-rowcount={layout.length}
      aria-busy={props.isBusy}
      onScroll={tellScrolled}
      onKeyDown={press}
      onFocus={(event) => {
        const row = event.target.closest<HTMLElement>('[data-index]');
        const index = Number(row?.dataset.index ?? -1);
        if (index >= 0 && index !== found) select(index, false);
      }}
    >
      <div className={css.sheet} style={{ height: virtual.getTotalSize() }}>
        {items.map(({ index, start, size }) => {
          const item = layout.at(index);
          if (item === undefined || item.kind === 'more') return null;
          const place = placeOf(index, start, size);
          return <Line key={item.key} item={item} place={place} grid={props} onToggle={onToggle} />;
        })}
      </div>
    </div>
  );
}

function Line({
  item,
  place,
  grid: { isNarrow, isStill },
  onToggle,
}: {
  item: Exclude<ListItem, { kind: 'more' }>;
  place: RowPlace;
  grid: GridProps;
  onToggle: (group: GroupKey) => void;
}): ReactElement {
  switch (item.kind) {
    case 'group':
      return <GroupRow item={item} place={place} onToggle={onToggle} />;
    case 'columns':
      return <ColumnsRow place={place} />;
    case 'missing':
      return <MissingRow place={place} isNarrow={isNarrow} />;
    case 'request': {
      const { request, position, of } = item;
      const Row = isNarrow ? NarrowRequestRow : RequestRow;
      return <Row request={request} place={place} position={position} of={of} />;
    }
    case 'run': {
      const { run, position, of } = item;
      const Row = isNarrow ? NarrowRunRow : RunRow;
      return <Row run={run} place={place} position={position} of={of} isStill={isStill} />;
    }
  }
}
