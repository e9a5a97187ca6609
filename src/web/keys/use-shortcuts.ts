import { useEffect, useRef } from 'react';
import { keyName } from './key-name.ts';
import { singleKeysOn } from './single-keys.ts';

/** What each key does, by `keyName`; two keys in a row have a space between: `g r`. */
export type Shortcuts = Readonly<Record<string, (event: KeyboardEvent) => void>>;

/** The second key of a pair has to come within this time, in milliseconds. */
const PAIR_MS = 1500;

/** Whether an event comes from something one types into. */
function isTyping(target: EventTarget | null): boolean {
  return (
    target instanceof Element &&
    target.closest('input, textarea, select, [contenteditable]:not([contenteditable="false"])') !==
      null
  );
}

/**
 * Listens to keys anywhere in the page as long as the component is there. Keys without a modifier do
 * nothing inside of input fields, while a dialog is open, or when single keys are switched off; a
 * key that something else has handled does nothing here.
 */
export function useShortcuts(shortcuts: Shortcuts): void {
  const current = useRef(shortcuts);
  useEffect(() => {
    current.current = shortcuts;
  });
  useEffect(() => {
    let first: { name: string; at: number } | undefined;
    const press = (event: KeyboardEvent): void => {
      if (event.defaultPrevented || event.isComposing) return;
      const name = keyName(event);
      const isSingle = !event.ctrlKey && !event.metaKey && !event.altKey;
      if (isSingle && (!singleKeysOn() || isTyping(event.target) || isInDialog())) return;
      const isPair = first !== undefined && event.timeStamp - first.at < PAIR_MS;
      const pair = isPair ? current.current[`${first?.name} ${name}`] : undefined;
      first = isSingle ? { name, at: event.timeStamp } : undefined;
      const action = pair ?? current.current[name];
      if (action === undefined) return;
      if (pair) first = undefined;
      event.preventDefault();
      action(event);
    };
    window.addEventListener('keydown', press);
    return () => window.removeEventListener('keydown', press);
  }, []);
}

function isInDialog(): boolean {
  return document.querySelector('[role="dialog"]') !== null;
}
