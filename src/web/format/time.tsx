import type { ReactElement } from 'react';
import { formatFull } from './clock.ts';

/** A moment as `<time>`: what `text` says, in full on hover. `at` in milliseconds since the epoch. */
export function Time({ at, text }: { at: number; text: string }): ReactElement {
  return (
    <time dateTime={new Date(at).toISOString()} title={formatFull(at)}>
      {text}
    </time>
  );
}
