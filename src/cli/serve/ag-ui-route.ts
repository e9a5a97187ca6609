import type { Journal } from '../../journal/journal.ts';
import { optionalText, wholeNumber } from '../../server/http/query-parameters.ts';
import { type Route, route } from '../../server/routes/route.ts';
import { runOf } from '../../server/routes/run-of.ts';
import { logToStderr } from '../../server/server-log.ts';
import { answerStream } from '../../server/streams/answer-stream.ts';
import { lastEventId } from '../../server/streams/last-event-id.ts';
import { AgUiFrames } from './ag-ui-frames.ts';

export interface AgUiRouteOptions {
  journal: Journal;
  /** Aborting ends all streams. */
  closing: AbortSignal;
}

/** A proxy gives up on a stream that is silent for a minute. */
const HEARTBEAT_MS = 15_000;

/** `GET /api/runs/:run/ag-ui`: a run for AG-UI clients, as it happens. */
export function agUiRoute({ journal, closing }: AgUiRouteOptions): Route {
  return route({
    method: 'GET',
    path: '/api/runs/:run/ag-ui',
    summary: 'A run as AG-UI events as they come, as server-sent events',
    query: {
      after: wholeNumber('Position of the last event you have; 0 for none.'),
      thread: optionalText('The conversation the run belongs to; by default the run’s id.'),
    },
    answer: { status: 200, description: 'AG-UI 1.0 events', mediaType: 'text/event-stream' },
    problems: ['not_found', 'run_deleted'],
    async handle({ params, query, request }) {
      const { runId } = await runOf(journal, params.run);
      const after = Math.max(query.after, lastEventId(request));
      const source = () =>
        new AgUiFrames({ journal, runId, threadId: query.thread, after, signal: closing });
      return answerStream(source, {
        heartbeatMs: HEARTBEAT_MS,
        onFault: (error) => logToStderr(`AG-UI stream of ${runId}: ${String(error)}`),
      });
    },
  });
}
