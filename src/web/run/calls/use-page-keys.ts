import { useEffect, useMemo } from 'react';
import { type Shortcuts, useShortcuts } from '../../keys/use-shortcuts.ts';
import { pageCommands, rowCommand, type TreeCommand } from './tree/tree-keys.ts';

/**
 * Carries out the tree's commands for keys that are pressed anywhere on the page, and those of its rows
 * while nothing has the focus, as after a run was opened by a key.
 */
export function usePageKeys(command: (command: TreeCommand) => void): void {
  const shortcuts = useMemo<Shortcuts>(
    () =>
      Object.fromEntries(
        Object.entries(pageCommands).map(([key, found]) => [key, () => command(found)]),
      ),
    [command],
  );
  useShortcuts(shortcuts);
  useEffect(() => {
    const press = (event: KeyboardEvent): void => {
      if (event.target !== document.body || event.defaultPrevented) return;
      const found = rowCommand(event);
      if (found === undefined) return;
      event.preventDefault();
      command(found);
    };
    window.addEventListener('keydown', press);
    return () => window.removeEventListener('keydown', press);
  }, [command]);
}
