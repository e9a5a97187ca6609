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

type Key = Pick<KeyboardEvent, 'key' | 'shiftKey' | 'ctrlKey' | 'metaKey' | 'altKey'>;

/** Keys that move and open: they count only while a row has the focus. */
export function rowCommand({
  key,
  shiftKey,
  ctrlKey,
  metaKey,
  altKey,
}: Key): TreeCommand | undefined {
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

const letters: Readonly<Record<string, TreeCommand>> = {
  '*': { do: 'openSiblings' },
  o: { do: 'onlyExceptions' },
  x: { do: 'exception', by: 1 },
  p: { do: 'parent' },
  t: { do: 'top' },
  '+': { do: 'zoom', factor: 0.5 },
  '=': { do: 'zoom', factor: 0.5 },
  '-': { do: 'zoom', factor: 2 },
  '−': { do: 'zoom', factor: 2 },
  '0': { do: 'fitAll' },
  z: { do: 'fitSelection' },
  ',': { do: 'pan', by: -1 },
  ';': { do: 'pan', by: 1 },
  f: { do: 'flat' },
  '.': { do: 'follow' },
  '/': { do: 'filter' },
  c: { do: 'copyId' },
};

/** Single characters: they count anywhere on the page but where text is written. */
export function letterCommand({
  key,
  shiftKey,
  ctrlKey,
  metaKey,
  altKey,
}: Key): TreeCommand | undefined {
  if (ctrlKey || metaKey || altKey) return undefined;
  if (/^[1-9]$/.test(key)) return { do: 'depth', depth: Number(key) };
  const letter = key.toLowerCase();
  if (shiftKey && letter === 'x') return { do: 'exception', by: -1 };
  if (shiftKey && letter === 'c') return { do: 'copyLink' };
  // Shift makes `*` and `+` on many keyboards, and nothing of a letter but the two above.
  if (shiftKey && /[a-z]/.test(letter)) return undefined;
  return Object.hasOwn(letters, letter) ? letters[letter] : undefined;
}
