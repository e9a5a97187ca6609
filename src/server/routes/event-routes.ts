import type { Journal } from '../../journal/journal.ts';
import { type EventPage, eventPageSchema } from '../../protocol/api/run-pages.ts';
import type { RunEvent } from '../../protocol/events/event.ts';
import { EventPieces } from '../event-pieces.ts';
import { ProblemError } from '../http/problem-error.ts';
import { wholeNumber } from '../http/query-parameters.ts';
import type { ServerParts } from '../server-parts.ts';
import { answerStream } from '../streams/answer-stream.ts';
import { lastEventId } from '../streams/last-event-id.ts';
import { RunFrames } from '../streams/run-frames.ts';
import { type Route, route } from './route.ts';
import { runOf } from './run-of.ts';

/** A page ends early once its text has about this many characters. */
const PAGE_LENGTH = 8 * 1024 * 1024;

const after = wholeNumber('Position of the last event you have; 0 for none.');

/** Reading a run's events: by the page, and as they come. */
export function eventRoutes({ journal, closing, heartbeatMs, log }: ServerParts): Route[] {
  return [
    route({
      method: 'GET',
      path: '/api/runs/:run/events',
      summary: 'A page of a run’s events, in order',
      query: {
        after,
        limit: wholeNumber(
          'Most events in the page. It also ends once it has about 8 MB of text; go on with the ' +
            'position of its last event.',
          { minimum: 1, maximum: 10_000, byDefault: 1000 },
        ),
      },
      answer: { status: 200, description: 'The events', schema: eventPageSchema },
      problems: ['not_found', 'run_deleted'],
      async handle({ params, query }) {
        const { runId } = await runOf(journal, params.run);
        return await answerPage(journal, runId, query.after, query.limit);
      },
    }),
    route({
      method: 'GET',
      path: '/api/runs/:run/stream',
      summary: 'A run’s events as they come, as server-sent events',
      query: { after },
      answer: {
        status: 200,
        description: 'Frames `events` (an array of events; the id is the last one’s) and `end`',
        mediaType: 'text/event-stream',
      },
      problems: ['not_found', 'run_deleted'],
      async handle({ params, query, request }) {
        const { runId, lastSeq } = await runOf(journal, params.run);
        const from = Math.max(query.after, lastEventId(request));
        if (from > lastSeq) {
          const message = `The newest event of the run is number ${lastSeq}; nobody can have number ${from}`;
          throw new ProblemError('bad_request', message);
        }
        return answerStream(() => new RunFrames({ journal, runId, after: from, signal: closing }), {
          heartbeatMs,
          headers: { 'causeway-last-seq': String(lastSeq) },
          onFault: (error) => log(`stream of ${runId}: ${String(error)}`),
        });
      },
    }),
  ];
}

async function answerPage(
  journal: Journal,
  runId: string,
  from: number,
  limit: number,
): Promise<Response> {
  const pieces = new EventPieces(journal, runId, from);
  const texts: string[] = [];
  let length = 0;
  let last: RunEvent | undefined;
  while (texts.length < limit && length < PAGE_LENGTH && !pieces.isAtEnd) {
    for (const { event, text } of await pieces.next(limit - texts.length)) {
      texts.push(text);
      length += text.length;
      last = event;
    }
  }
  const page: Pick<EventPage, 'complete'> = {
    complete: last === undefined ? await isPast(journal, runId, from) : last.type === 'run.ended',
  };
  const body = `{"events":[${texts.join(',')}],"complete":${page.complete}}`;
  return new Response(body, { headers: { 'content-type': 'application/json' } });
}

/** Whether no event comes after that position any more. */
async function isPast(journal: Journal, runId: string, seq: number): Promise<boolean> {
  const run = await journal.getRun(runId);
  return run?.ended !== undefined && seq >= run.lastSeq;
}
