import type { ReactElement } from 'react';
import { formatAgo, formatFull, formatWhen } from './clock.ts';
import { useNow } from './now.ts';

/** A moment as `<time>`: what `text` says, in full on hover. `at` in milliseconds since the epoch. */
export function Time({ at, text }: { at: number; text: string }): ReactElement {
  return (
    <time dateTime={new Date(at).toISOString()} title={formatFull(at)}>
      {text}
    </time>
  );
}

/** How long ago a moment was, counted on while it is shown. */
export function Ago({ at }: { at: number }): ReactElement {
  return <Time at={at} text={formatAgo(at, useNow())} />;
}

/** A moment as time of day or date. */
export function When({ at }: { at: number }): ReactElement {
  return <Time at={at} text={formatWhen(at, useNow())} />;
}
