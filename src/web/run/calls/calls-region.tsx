import {
  type ReactElement,
  useCallback,
  useEffect,
  useRef,
  useState,
  useSyncExternalStore,
} from 'react';
import { useMedia } from '../layout/media.ts';
import { useRun, useSelection } from '../store/use-run.ts';
import { CallNote } from './call-note.tsx';
import css from './calls-region.module.css';
import { type LaneView, useLaneView } from './lanes/use-lane-view.ts';
import { Minimap } from './minimap/minimap.tsx';
import { callsModelOf } from './model/calls-model.ts';
import { Toolbar } from './toolbar/toolbar.tsx';
import { CallsTree, type RowLook } from './tree/calls-tree.tsx';
import { type TreeHandle, useTreeCommands } from './tree/use-tree-commands.ts';
import { usePageKeys } from './use-page-keys.ts';

/** The calls of the run: filter, minimap, and the tree with its waterfall. Give it a height. */
export function CallsRegion(): ReactElement {
  const store = useRun();
  const model = callsModelOf(store);
  useSyncExternalStore(model.subscribe, () => model.version);
  const [selection] = useSelection();
  const { tones, query, line, flat } = selection;
  useEffect(() => model.setFilter({ tones, query, line }), [model, tones, query, line]);
  useEffect(() => model.setFlat(flat ? (model.flat ?? 'start') : undefined), [model, flat]);
  const view = useLaneView(model);
  const look = useRowLook();
  const handle = useRef<TreeHandle>(null);
  const filter = useRef<HTMLInputElement>(null);
  const command = useTreeCommands(model, view, handle);
  const focusFilter = useCallback(() => filter.current?.focus(), []);
  usePageKeys(command);
  const [minimapWidth, setMinimapWidth] = useState(0);
  return (
    <div className={css.region}>
      <Toolbar
        model={model}
        isFollowing={model.isFollowing}
        idlePercent={idlePercent(view)}
        isIdleCollapsed={model.isIdleCollapsed}
        filter={filter}
        command={command}
      />
      {!look.isStacked && (
        <Minimap model={model} view={view} width={minimapWidth} onWidth={setMinimapWidth} />
      )}
      <CallNote model={model} />
      <CallsTree
        model={model}
        view={view}
        look={look}
        handle={handle}
        command={command}
        focusFilter={focusFilter}
      />
    </div>
  );
}

const plain: RowLook = { height: 25, isStacked: false, deepest: 10 };
const touch: RowLook = { height: 44, isStacked: false, deepest: 8 };
const stacked: RowLook = { height: 47, isStacked: true, deepest: 3 };

function useRowLook(): RowLook {
  const isNarrow = useMedia('(max-width: 639px)');
  const isTouch = useMedia('(pointer: coarse)');
  if (isNarrow) return stacked;
  return isTouch ? touch : plain;
}

function idlePercent({ whole, idle }: LaneView): number {
  const sum = idle.reduce((total, { from, to }) => total + to - from, 0);
  return Math.round((sum / (whole.to - whole.from)) * 100);
}
