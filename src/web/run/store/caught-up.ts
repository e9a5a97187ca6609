import type { RunEvent } from '../../../protocol/events/event.ts';

/** Nothing for this long on an open stream: what was recorded before is here. */
const QUIET_MS = 250;

/** Tells when a viewer has everything that was recorded when it came. */
export interface CatchUp {
  /** The stream is open; `total` events were there, where the server says so. */
  opened(total: number | undefined, serverTime: number | undefined): void;
  /** These were taken. */
  took(events: readonly RunEvent[]): void;
  stop(): void;
}

/** `reached` is called once. */
export function createCatchUp(reached: () => void): CatchUp {
  let isReached = false;
  let timer: ReturnType<typeof setTimeout> | undefined;
  let goal: number | undefined;
  let openedAt: number | undefined;
  const reach = (): void => {
    clearTimeout(timer);
    if (isReached) return;
    isReached = true;
    reached();
  };
  const restart = (): void => {
    clearTimeout(timer);
    if (!isReached) timer = setTimeout(reach, QUIET_MS);
  };
  return {
    opened(total, serverTime) {
      goal = total;
      openedAt = serverTime;
      if (total === 0) reach();
      else restart();
    },
    took(events) {
      const last = events.at(-1);
      if (isReached || last === undefined) return;
      const isNew = openedAt !== undefined && last.at >= openedAt;
      if (goal === undefined ? isNew : last.seq >= goal) reach();
      else restart();
    },
    stop() {
      clearTimeout(timer);
    },
  };
}
