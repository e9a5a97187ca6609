import type { ReactElement } from 'react';
import css from './state-glyph.module.css';

/** How something stands: a call, a line, a run, or a group of calls by its worst member. */
export type GlyphState =
  | 'running'
  | 'applied'
  | 'error'
  | 'waiting'
  | 'unknown'
  | 'not_started'
  | 'queued'
  | 'cancelled'
  | 'lost';

/** The word that goes with each shape. */
const stateWords: Readonly<Record<GlyphState, string>> = {
  running: 'Running',
  applied: 'Applied',
  error: 'Error',
  waiting: 'Needs you',
  unknown: 'Outcome unknown',
  not_started: 'Not started',
  queued: 'Queued',
  cancelled: 'Cancelled',
  lost: 'Channel lost',
};

const tones: Readonly<Record<GlyphState, string | undefined>> = {
  running: css.running,
  applied: css.applied,
  error: css.error,
  waiting: css.waiting,
  unknown: css.unknown,
  not_started: css.idle,
  queued: css.idle,
  cancelled: css.idle,
  lost: css.lost,
};

function shapeOf(state: GlyphState, still: boolean): ReactElement {
  switch (state) {
    case 'running':
      return (
        <>
          <circle cx="7" cy="7" r="5.25" strokeWidth="1.6" strokeOpacity=".2" />
          <path
            className={still ? css.still : css.spin}
            d="M7 1.75A5.25 5.25 0 0 1 10.7 10.7"
            strokeWidth="1.6"
          />
        </>
      );
    case 'applied':
      return <path d="m2.8 7.4 2.8 2.8 5.6-6" strokeWidth="1.75" />;
    case 'error':
      return (
        <>
          <circle cx="7" cy="7" r="6.25" stroke="none" />
          <path d="m5 5 4 4m0-4-4 4" strokeWidth="1.5" />
        </>
      );
    case 'waiting':
      return (
        <>
          <path d="M7 .9 13.1 7 7 13.1.9 7Z" stroke="none" />
          <path d="M7 4.3v3.1M7 9.5v.1" strokeWidth="1.4" />
        </>
      );
    case 'unknown':
      return (
        <>
          <circle cx="7" cy="7" r="5.6" strokeWidth="1.4" strokeDasharray="2.2 2.2" />
          <path d="M5.5 5.7a1.5 1.5 0 1 1 2.2 1.4c-.5.3-.7.5-.7 1M7 9.8v.05" strokeWidth="1.2" />
        </>
      );
    case 'not_started':
      return <circle cx="7" cy="7" r="5.25" strokeWidth="1.5" strokeDasharray="0.1 3.2" />;
    case 'queued':
      return <circle cx="7" cy="7" r="5.25" strokeWidth="1.4" />;
    case 'cancelled':
      return (
        <>
          <circle cx="7" cy="7" r="5.5" strokeWidth="1.4" />
          <path d="m4.2 9.8 5.6-5.6" strokeWidth="1.4" />
        </>
      );
    case 'lost':
      return (
        <>
          <circle cx="7" cy="7" r="6.25" stroke="none" />
          <path d="M3.9 7h2M8.1 7h2" strokeWidth="1.6" />
        </>
      );
  }
}

/**
 * Shape and colour of a state, 14 px. `label` is read aloud and shown as a tooltip; give `null`
 * where a word stands beside it. `still` stops the running ring, for state that may be old.
 */
export function StateGlyph({
  state,
  label = stateWords[state],
  still = false,
}: {
  state: GlyphState;
  label?: string | null;
  still?: boolean;
}): ReactElement {
  const className = `${css.glyph} ${tones[state]}`;
  const shape = shapeOf(state, still);
  if (label === null) {
    return (
      <svg className={className} viewBox="0 0 14 14" aria-hidden="true" data-state={state}>
        {shape}
      </svg>
    );
  }
  return (
    <svg className={className} viewBox="0 0 14 14" role="img" data-state={state}>
      <title>{label}</title>
      {shape}
    </svg>
  );
}
