import type { RunSummary } from '../protocol/api/run-summary.ts';
import type { RunEvent } from '../protocol/events/event.ts';
import { applyEvent, emptyTimeline } from '../timeline/apply-event.ts';
import { lightenEvent } from '../timeline/lighten-event.ts';
import { summarise } from '../timeline/summarise.ts';
import type { Timeline } from '../timeline/timeline.ts';

/** An open run folded without its values, so that its summary is at hand after every event. */
export class RunSketch {
  readonly #timeline: Timeline = emptyTimeline();

  /** Position of the last event that was added; 0 before the first. */
  get lastSeq(): number {
    return this.#timeline.lastSeq;
  }

  /** Adds the run's next event. */
  add(event: RunEvent): void {
    applyEvent(this.#timeline, lightenEvent(event));
  }

  summary(): RunSummary {
    return summarise(this.#timeline);
  }
}
