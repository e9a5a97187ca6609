import type { KeyPress } from '../../../keys/key-name.ts';

/** What a key does in the tree of calls. */
export type TreeCommand =
  | { do: 'move'; by: number }
  | { do: 'page'; by: -1 | 1 }
  | { do: 'first' | 'last' | 'back' | 'forward' | 'toggle' | 'parent' | 'top' }
  | { do: 'openBelow' | 'closeBelow' | 'openSiblings' | 'onlyExceptions' }
  | { do: 'depth'; depth: number }
  | { do: 'exception'; by: -1 | 1 }
  | { do: 'zoom'; factor: number }
  | { do: 'pan'; by: -1 | 1 }
  | { do: 'fitAll' | 'fitSelection' | 'flat' | 'follow' | 'filter' | 'copyId' | 'copyLink' };

/** Keys that move and open: they count only while a row has the focus. */
export function rowCommand({
  key,
  shiftKey,
  ctrlKey,
  metaKey,
  altKey,
}: KeyPress): TreeCommand | undefined {
  if (ctrlKey || metaKey || altKey) return undefined;
  switch (key) {
    case 'ArrowUp':
      return { do: 'move', by: -1 };
    case 'ArrowDown':
      return { do: 'move', by: 1 };
    case 'ArrowLeft':
      return { do: shiftKey ? 'closeBelow' : 'back' };
    case 'ArrowRight':
      return { do: shiftKey ? 'openBelow' : 'forward' };
    case 'Home':
      return { do: 'first' };
    case 'End':
      return { do: 'last' };
    case 'PageUp':
      return { do: 'page', by: -1 };
    case 'PageDown':
      return { do: 'page', by: 1 };
    case 'Enter':
    case ' ':
      return { do: 'toggle' };
    default:
      return undefined;
  }
}

/** What keys do anywhere on the page, by the names of `keyName`. */
export const pageCommands: Readonly<Record<string, TreeCommand>> = {
  '*': { do: 'openSiblings' },
  o: { do: 'onlyExceptions' },
  x: { do: 'exception', by: 1 },
  'shift+x': { do: 'exception', by: -1 },
  p: { do: 'parent' },
  t: { do: 'top' },
  '+': { do: 'zoom', factor: 0.5 },
  '=': { do: 'zoom', factor: 0.5 },
  '-': { do: 'zoom', factor: 2 },
  '−': { do: 'zoom', factor: 2 },
  0: { do: 'fitAll' },
  z: { do: 'fitSelection' },
  ',': { do: 'pan', by: -1 },
  ';': { do: 'pan', by: 1 },
  f: { do: 'flat' },
  '.': { do: 'follow' },
  '/': { do: 'filter' },
  c: { do: 'copyId' },
  'shift+c': { do: 'copyLink' },
  ...Object.fromEntries(
    [1, 2, 3, 4, 5, 6, 7, 8, 9].map((depth) => [String(depth), { do: 'depth', depth }] as const),
  ),
};
