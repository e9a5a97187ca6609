import type { RunFacts } from '../../../../timeline/timeline.ts';
import type { GlyphState } from '../../../ui/state-glyph.tsx';
import type { RunStore } from '../../store/run-store.ts';

/** The shape of a run's own row. */
export function runGlyph({ state }: RunFacts): GlyphState {
  switch (state) {
    case 'pending':
      return 'queued';
    case 'running':
      return 'running';
    case 'done':
      return 'applied';
    case 'cancelled':
      return 'cancelled';
    case 'lost':
      return 'lost';
    case 'error':
    case 'timed_out':
    case 'exited':
      return 'error';
  }
}

/** What a run's own row is called: its program's file, else its title. */
export function runName({ runId, timeline: { run } }: RunStore): string {
  const file = run.source?.filename?.split('/').at(-1);
  return (file || run.title || runId).slice(0, 200);
}
