import type { RunEvent } from '../../protocol/events/event.ts';
import { connect, connectToServer, type WhereRunsAre } from '../api/connect.ts';
import { CANCELLED_EXIT_CODE, exitCodeOf, FAILURE_EXIT_CODE } from '../exit-codes.ts';
import { openRunView, type RunView } from '../run/run-view.ts';
import { printJson } from '../standard-output.ts';
import { findRun } from './find-run.ts';
import { followEvents } from './follow-events.ts';
import { readEvents } from './read-events.ts';

export interface FollowRunOptions extends WhereRunsAre {
  json?: boolean;
}

/** Shows a run from its beginning until it ends. Resolves to the exit code of its outcome. */
export async function followRun(run: string, options: FollowRunOptions): Promise<number> {
  const first = await connect(options);
  const leaving = new AbortController();
  const leave = (): void => leaving.abort();
  // Not once: the view ends the process where nobody else listens to the signal.
  process.on('SIGINT', leave).on('SIGTERM', leave);
  let view: RunView | undefined;
  let outcome: number | undefined;
  try {
    const { runId, state } = await findRun(first, run);
    view = openRunView(process.stderr, { quiet: options.json === true });
    const shown = view;
    // What has ended is read where it is; what goes on, only a server can tell of.
    const events =
      state !== 'running'
        ? readEvents(first, runId)
        : followEvents({
            connect: () => connectToServer(options),
            runId,
            signal: leaving.signal,
            onLoss: () =>
              shown.print('The connection was lost; trying to reach the server again\n'),
          });
    for await (const event of events) {
      view.show(event);
      if (options.json) await printJson(JSON.stringify(event));
      outcome = outcomeOf(event) ?? outcome;
    }
    return outcome ?? FAILURE_EXIT_CODE;
  } catch (error) {
    if (!leaving.signal.aborted) throw error;
    return CANCELLED_EXIT_CODE;
  } finally {
    view?.close();
    process.off('SIGINT', leave).off('SIGTERM', leave);
    await first.close();
  }
}

function outcomeOf(event: RunEvent): number | undefined {
  return event.type === 'run.ended' ? exitCodeOf(event.outcome) : undefined;
}
