import type { RunProgressed } from '../../protocol/events/run.ts';
import type { ProgressReport } from '../hook-context.ts';

/** Makes progress events of what is reported; a percentage outside of 0 to 100 is brought inside. */
export function progressReport(add: (bodies: RunProgressed[]) => void): ProgressReport {
  return (percent, message) => {
    const given = typeof percent === 'number' && Number.isFinite(percent);
    if (!given && message === undefined) return;
    add([
      {
        type: 'run.progressed',
        ...(given && { percent: Math.min(Math.max(percent, 0), 100) }),
        ...(message !== undefined && { message }),
      },
    ]);
  };
}
