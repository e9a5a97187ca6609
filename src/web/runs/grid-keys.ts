import { type KeyPress, keyName } from '../keys/key-name.ts';
import type { GroupKey, ListItem, ListLayout } from './store/list-layout.ts';

/** What a key does to the list. */
export type GridAction =
  | { do: 'go'; index: number }
  | { do: 'open'; item: ListItem }
  | { do: 'toggle'; group: GroupKey };

function canStand(item: ListItem | undefined): boolean {
  return item !== undefined && item.kind !== 'columns' && item.kind !== 'more';
}

/** The line that one can stand on, `step` lines on from a line in that direction; itself at an end. */
function move(layout: ListLayout, from: number, step: number): number {
  const direction = Math.sign(step);
  let index = Math.min(Math.max(from + step, 0), layout.length - 1);
  while (index >= 0 && index < layout.length && !canStand(layout.at(index))) index += direction;
  return index >= 0 && index < layout.length ? index : from;
}

/** The next or previous line with a run or a request. */
export function nextRow(layout: ListLayout, from: number, step: 1 | -1): number {
  let index = from;
  for (;;) {
    const next = move(layout, index, step);
    if (next === index) return from;
    index = next;
    const kind = layout.at(index)?.kind;
    if (kind === 'run' || kind === 'request') return index;
  }
}

function headerAbove(layout: ListLayout, index: number): number {
  return (
    layout.headers.findLast((header) => header.kind === 'group' && header.index < index)?.index ??
    index
  );
}

/** What a key does while a line of the list has the focus; undefined for keys that do nothing. */
export function gridAction(
  layout: ListLayout,
  index: number,
  press: KeyPress,
  pageRows: number,
): GridAction | undefined {
  const item = layout.at(index);
  const go = (to: number): GridAction => ({ do: 'go', index: to });
  switch (keyName(press)) {
    case 'arrowdown':
      return go(move(layout, index, 1));
    case 'arrowup':
      return go(move(layout, index, -1));
    case 'pagedown':
      return go(move(layout, index, pageRows));
    case 'pageup':
      return go(move(layout, index, -pageRows));
    case 'home':
      return go(move(layout, -1, 1));
    case 'end':
      return go(move(layout, layout.length, -1));
    case 'arrowleft':
      if (item?.kind !== 'group') return go(headerAbove(layout, index));
      return item.isOpen ? { do: 'toggle', group: item.group } : undefined;
    case 'arrowright':
      if (item?.kind !== 'group') return undefined;
      return item.isOpen ? go(move(layout, index, 1)) : { do: 'toggle', group: item.group };
    case 'enter':
    case 'space':
      if (item?.kind === 'group') return { do: 'toggle', group: item.group };
      return item && canStand(item) ? { do: 'open', item } : undefined;
    default:
      return undefined;
  }
}
