import type { ReactElement } from 'react';
import css from './kbd.module.css';

/** Whether the command key is the modifier here. */
const onApple: boolean = /Mac|iPhone|iPad/.test(navigator.platform);

/** One key as it is printed on the keyboard; `Mod` becomes ⌘ or Ctrl. */
export function Kbd({ children }: { children: string }): ReactElement {
  const text = onApple ? children.replace('Mod ', '⌘') : children.replace('Mod', 'Ctrl');
  return <kbd className={css.key}>{text}</kbd>;
}
