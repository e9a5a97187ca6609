import { useMemo } from 'react';
import { type Shortcuts, useShortcuts } from '../../keys/use-shortcuts.ts';
import { pageCommands, type TreeCommand } from './tree/tree-keys.ts';

/** Carries out the tree's commands for keys that are pressed anywhere on the page. */
export function usePageKeys(command: (command: TreeCommand) => void): void {
  const shortcuts = useMemo<Shortcuts>(
    () =>
      Object.fromEntries(
        Object.entries(pageCommands).map(([key, found]) => [key, () => command(found)]),
      ),
    [command],
  );
  useShortcuts(shortcuts);
}
