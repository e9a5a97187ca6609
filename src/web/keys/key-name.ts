/** What of a keyboard event names a shortcut. */
export type KeyPress = Pick<KeyboardEvent, 'key' | 'shiftKey' | 'ctrlKey' | 'metaKey' | 'altKey'>;

/**
 * The name of a key press: `k`, `shift+c`, `mod+k`, `arrowdown`, `?`. `mod` is Ctrl or ⌘. Shift is
 * named for letters and keys with a word only: `?` needs it on one keyboard and not on another.
 */
export function keyName({ key, shiftKey, ctrlKey, metaKey, altKey }: KeyPress): string {
  const lower = key.toLowerCase();
  const saysShift = shiftKey && (key.length > 1 || lower !== key.toUpperCase());
  const modifiers = [
    ctrlKey || metaKey ? 'mod+' : '',
    altKey ? 'alt+' : '',
    saysShift ? 'shift+' : '',
  ];
  return modifiers.join('') + (key === ' ' ? 'space' : lower);
}
