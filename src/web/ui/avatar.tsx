import type { ReactElement } from 'react';
import css from './avatar.module.css';

/** The first letters of a person's first and last name, upper case. */
export function initialsOf(name: string): string {
  const words = name.split(/[\s._-]+/u).filter((word) => /^[\p{L}\p{N}]/u.test(word));
  const chosen = words.length > 1 ? [words[0], words.at(-1)] : words;
  return chosen.map((word) => [...(word ?? '')][0]?.toUpperCase() ?? '').join('');
}

/** A person's initials in a circle; the name has to stand beside it. */
export function Avatar({ name }: { name: string }): ReactElement {
  return (
    <span className={css.avatar} aria-hidden="true">
      {initialsOf(name)}
    </span>
  );
}
