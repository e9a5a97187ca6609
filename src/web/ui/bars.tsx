import type { ReactElement } from 'react';
import css from './bars.module.css';

/** How far something is, 0 to 100; without `percent` a still bar that says "under way". */
export function ProgressBar({
  percent,
  label = 'Progress',
}: {
  percent?: number | undefined;
  label?: string;
}): ReactElement {
  const known = percent !== undefined;
  return (
    <span
      className={known ? css.progress : `${css.progress} ${css.open}`}
      role="progressbar"
      aria-label={label}
      aria-valuemin={0}
      aria-valuemax={100}
      aria-valuenow={percent}
      style={{ display: 'block' }}
    >
      <span className={css.fill} style={known ? { width: `${percent}%` } : undefined} />
    </span>
  );
}

/** How many calls stand how; shares of the whole, each at least 3 px so that one error is seen. */
export interface Tally {
  applied: number;
  running: number;
  error: number;
  unknown: number;
  idle: number;
}

const parts: readonly (keyof Tally)[] = ['applied', 'running', 'error', 'unknown', 'idle'];

/** A tally as a bar. Only drawn: the numbers have to stand in words somewhere. */
export function TallyBar({ tally }: { tally: Tally }): ReactElement {
  return (
    <span className={css.tally} aria-hidden="true">
      {parts.map((part) =>
        tally[part] > 0 ? (
          <span
            key={part}
            className={`${css.part} ${css[part]}`}
            style={{ flexGrow: tally[part] }}
          />
        ) : null,
      )}
    </span>
  );
}
