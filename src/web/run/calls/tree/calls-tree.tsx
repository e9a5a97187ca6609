import { type ReactElement, type RefObject, useMemo, useRef } from 'react';
import { useConnection, useSelection, useTextVersion } from '../../store/use-run.ts';
import { createScale } from '../lanes/time-scale.ts';
import { startOf } from '../lanes/time-window.ts';
import type { LaneView } from '../lanes/use-lane-view.ts';
import type { CallsModel } from '../model/calls-model.ts';
import type { RowNode } from '../model/rows.ts';
import css from './calls-tree.module.css';
import { Card } from './card.tsx';
import { LaneCanvas } from './lane-canvas.tsx';
import { focusedIndex } from './move-in-rows.ts';
import { Row } from './row.tsx';
import { TreeHeader } from './tree-header.tsx';
import type { TreeCommand } from './tree-keys.ts';
import { useFilterScroll } from './use-filter-scroll.ts';
import { useLaneBox } from './use-lane-box.ts';
import { HEADER, useRowWindow } from './use-row-window.ts';
import type { TreeHandle } from './use-tree-commands.ts';
import { useTreeEvents } from './use-tree-events.ts';
import { useTreeFocus } from './use-tree-focus.ts';

/** How rows are drawn: on one line, on a touch screen, or name above bar on a phone. */
export interface RowLook {
  height: number;
  isStacked: boolean;
  /** Levels that are indented. */
  deepest: number;
}

export interface CallsTreeProps {
  model: CallsModel;
  view: LaneView;
  look: RowLook;
  handle: RefObject<TreeHandle | null>;
  command: (command: TreeCommand) => void;
  focusFilter: () => void;
}

/** The calls as a treegrid: one row each, its bar in the same row. Renders with every commit. */
export function CallsTree(props: CallsTreeProps): ReactElement {
  const { model, view, look } = props;
  const { store, rows, tree } = model;
  const scroller = useRef<HTMLDivElement>(null);
  const axis = useRef<HTMLDivElement>(null);
  const [selection] = useSelection();
  const isFresh = ['live', 'loading', 'complete'].includes(useConnection().state);
  const textVersion = useTextVersion();
  const header = look.isStacked ? 0 : HEADER;
  const box = useLaneBox(axis, scroller, look.isStacked);
  const virtualizer = useRowWindow(model, scroller, {
    row: look.height,
    header,
    list: box.height,
  });
  const { from, to } = view.shown;
  const scale = useMemo(
    () => createScale({ from, to }, box.width, view.collapsed),
    [from, to, box.width, view.collapsed],
  );
  useTreeFocus(props, virtualizer, scroller);
  useFilterScroll(model, virtualizer, scroller);
  const events = useTreeEvents(props, scale, box, scroller);

  const items = virtualizer.getVirtualItems();
  const focused = focusedIndex(model);
  const first = items[0]?.start ?? header;
  const last = items.at(-1)?.end ?? header;
  const height = Math.max(last - first, box.height - header);
  const middle = look.isStacked ? 37 : look.height / 2;
  const lanes = items.flatMap(({ index, start }) => {
    const node = rows.nodes[index];
    return node === undefined ? [] : [{ node, middle: start - first + middle }];
  });
  return (
    <div ref={scroller} className={css.scroller} {...events}>
      <div
        className={css.grid}
        role="treegrid"
        aria-label="Calls"
        aria-rowcount={rows.nodes.length + 1}
      >
        <TreeHeader axis={axis} model={model} scale={scale} start={startOf(store.timeline)} />
        <div
          role="rowgroup"
          className={css.body}
          style={{ height: virtualizer.getTotalSize(), minHeight: height }}
        >
          <span className={css.divider} style={{ left: box.left - 1 }} />
          <LaneCanvas
            store={store}
            scale={scale}
            rows={lanes}
            top={first - header}
            left={box.left}
            height={height}
            isStacked={look.isStacked}
            isLive={isFresh}
          />
          {items.map(({ index, start, key }) => {
            const node = rows.nodes[index];
            if (node === undefined) return null;
            const isOpen = model.cards.has(node.id) && node.kind === 'call';
            return (
              <Row
                key={key}
                store={store}
                node={node}
                version={versionOf(node, textVersion)}
                index={index}
                top={start - header}
                depth={rows.depths[index] ?? 0}
                deepest={look.deepest}
                place={rows.places[index] ?? 1}
                size={sizeOf(model, node, rows.sizes[index] ?? 1)}
                mode={rows.modes[index]}
                isFocused={index === focused}
                isSelected={isSelected(node, selection.callId, model.focusedId)}
                isFiltered={tree.isFiltered}
                isFresh={isFresh}
                card={isOpen ? <Card store={store} entry={node} /> : undefined}
                measure={isOpen ? virtualizer.measureElement : undefined}
              />
            );
          })}
        </div>
      </div>
    </div>
  );
}

/** Rows that count follow at the pace of text, calls at once. */
function versionOf(node: RowNode, textVersion: number): number {
  // A call changes as its event arrives, but what is drawn of it only with the next commit.
  return node.kind === 'call' ? node.revision : textVersion;
}

function isSelected(
  node: RowNode,
  callId: string | undefined,
  focusedId: string | undefined,
): boolean {
  if (callId === undefined) return node.id === focusedId;
  return node.kind === 'call' && node.call.callId === callId;
}

/** Rows that are appended one by one do not change what the earlier ones say of their number. */
function sizeOf(model: CallsModel, node: RowNode, known: number): number {
  if (model.flat !== undefined) return model.rows.nodes.length;
  if (model.tree.isFiltered || node.kind === 'run' || node.kind === 'more') return known;
  if (node.kind === 'call' && node.site?.isGroup) return known;
  return (node.parent?.children ?? model.tree.top).items.length;
}
