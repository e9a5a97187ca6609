import { useEffect } from 'react';
import { letterCommand, type TreeCommand } from './tree/tree-keys.ts';

/** Listens for single characters on the whole page, but where text is written or a dialog is open. */
export function useLetterKeys(command: (command: TreeCommand) => void): void {
  useEffect(() => {
    const onKeyDown = (event: KeyboardEvent): void => {
      if (event.defaultPrevented || isWriting(event.target)) return;
      if (document.querySelector('[role="dialog"], [role="alertdialog"]') !== null) return;
      const found = letterCommand(event);
      if (found === undefined) return;
      event.preventDefault();
      command(found);
    };
    document.addEventListener('keydown', onKeyDown);
    return () => document.removeEventListener('keydown', onKeyDown);
  }, [command]);
}

function isWriting(target: EventTarget | null): boolean {
  if (!(target instanceof HTMLElement)) return false;
  return target.isContentEditable || /^(INPUT|TEXTAREA|SELECT)$/.test(target.tagName);
}
