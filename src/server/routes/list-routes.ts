import { type RunPage, runPageSchema, runViews } from '../../protocol/api/run-pages.ts';
import { oneOf, optionalText, wholeNumber } from '../http/query-parameters.ts';
import type { ServerParts } from '../server-parts.ts';
import { answerStream } from '../streams/answer-stream.ts';
import { ListFrames } from '../streams/list-frames.ts';
import { type Route, route } from './route.ts';

/** The list of runs: by the page, and as it changes. */
export function listRoutes({ journal, closing, heartbeatMs, log }: ServerParts): Route[] {
  return [
    route({
      method: 'GET',
      path: '/api/runs',
      summary: 'A page of the list of runs, the one started last first',
      query: {
        view: oneOf('Which of the runs.', runViews),
        q: optionalText('Words and `key:value` terms that a run has to match.'),
        limit: wholeNumber('Most runs in the page.', { minimum: 1, maximum: 200, byDefault: 100 }),
        after: optionalText('`next` of the page before.'),
      },
      answer: { status: 200, description: 'The runs', schema: runPageSchema },
      async handle({ query: { view, q, limit, after } }) {
        const [{ runs, next }, totals] = await Promise.all([
          journal.listRuns({
            view,
            limit,
            ...(q !== undefined && { text: q }),
            ...(after !== undefined && { after }),
          }),
          journal.countRuns(),
        ]);
        const page: RunPage = { runs, ...(next !== undefined && { next }), totals };
        return Response.json(page);
      },
    }),
    route({
      method: 'GET',
      path: '/api/stream',
      summary: 'Changes of the list of runs as they come, as server-sent events',
      answer: {
        status: 200,
        description:
          'Frames `runs`, `totals`, `gone` and `resync`; the first `runs` are those under way',
        mediaType: 'text/event-stream',
      },
      handle({ request }) {
        const returning = (request.headers.get('last-event-id') ?? '') !== '';
        return answerStream(() => new ListFrames({ journal, returning, signal: closing }), {
          heartbeatMs,
          onFault: (error) => log(`stream of the list: ${String(error)}`),
        });
      },
    }),
  ];
}
