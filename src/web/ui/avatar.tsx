import type { ReactElement } from 'react';
import css from './avatar.module.css';
import { initialsOf } from './initials.ts';

/** A person's initials in a circle; the name has to stand beside it. */
export function Avatar({ name }: { name: string }): ReactElement {
  return (
    <span className={css.avatar} aria-hidden="true">
      {initialsOf(name)}
    </span>
  );
}
