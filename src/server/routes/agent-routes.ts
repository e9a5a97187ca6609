import { randomUUID } from 'node:crypto';
import { appendAfter } from '../../journal/append-after.ts';
import { blobId } from '../../journal/blob-id.ts';
import type { EventBody, JournaledRun } from '../../journal/journal.ts';
import {
  appendEventsSchema,
  type BlobKept,
  blobKeptSchema,
  type EventsAppended,
  eventsAppendedSchema,
  LARGEST_AGENT_BLOB,
  LARGEST_EVENT_BATCH,
} from '../../protocol/api/agent-run-requests.ts';
import type { OpenAgentRun, RunStartedAnswer } from '../../protocol/api/run-requests.ts';
import { parseEvent } from '../../protocol/events/event.ts';
import { startOfRun } from '../../runs/agent-journal.ts';
import { ProblemError } from '../http/problem-error.ts';
import { readBody } from '../http/read-body.ts';
import type { ServerParts } from '../server-parts.ts';
import { checkParent } from './check-parent.ts';
import { type Route, route } from './route.ts';
import { openRunOf, runOf } from './run-of.ts';

/** How long an agent may report its own calls, in seconds, unless asked for otherwise: 30 days. */
const AGENT_URL_SECONDS = 2_592_000;

/** What the driver of an agent run, in another process, adds to it. */
export function agentRoutes({ journal }: ServerParts): Route[] {
  return [
    route({
      method: 'POST',
      path: '/api/runs/:run/events',
      summary: 'Add events to an agent run, all or none; the same batch again is added once',
      body: appendEventsSchema,
      largestBody: LARGEST_EVENT_BATCH,
      answer: {
        status: 200,
        description: 'They are durable, by this request or by an earlier one',
        schema: eventsAppendedSchema,
      },
      problems: ['not_found', 'run_deleted', 'run_ended', 'run_not_agent', 'append_conflict'],
      async handle({ params, body: { afterSeq, events } }) {
        // The batch that ended the run may come again.
        const { runId } = agentRunOf(await runOf(journal, params.run));
        checkBodies(runId, events);
        const lastSeq = await appendAfter(journal, runId, { afterSeq, bodies: events });
        const answer: EventsAppended = { runId, lastSeq };
        return Response.json(answer);
      },
    }),
    route({
      method: 'PUT',
      path: '/api/runs/:run/blobs/:id',
      summary: 'Keep bytes that an event of an agent run will refer to',
      largestBody: LARGEST_AGENT_BLOB,
      answer: { status: 200, description: 'They are kept', schema: blobKeptSchema },
      problems: [
        'not_found',
        'run_deleted',
        'run_ended',
        'run_not_agent',
        'body_too_large',
        'unsupported_media_type',
      ],
      async handle({ params, request }) {
        agentRunOf(await openRunOf(journal, params.run));
        const type = request.headers.get('content-type') ?? 'none';
        // What a form or a script of another site's page cannot send unasked.
        if (type !== 'application/octet-stream') {
          const message = `Bytes are sent as application/octet-stream, not ${type.slice(0, 100)}`;
          throw new ProblemError('unsupported_media_type', message);
        }
        const content = await readBody(request, LARGEST_AGENT_BLOB);
        const id = blobId(content);
        if (id !== params.id) {
          const message = `The bytes have the id ${id}; send them under that`;
          throw new ProblemError('bad_request', message);
        }
        const answer: BlobKept = { ref: await journal.putBlob(content) };
        return Response.json(answer);
      },
    }),
  ];
}

/** Opens a run for a driver in another process; the same request again finds it. */
export async function openAgentRun(
  { journal, eventUrlFor }: ServerParts,
  {
    runId = `run_${randomUUID()}`,
    expiresInSeconds = AGENT_URL_SECONDS,
    kind,
    ...given
  }: OpenAgentRun,
): Promise<RunStartedAnswer> {
  await checkParent(journal, given.parent);
  const started = startOfRun(given);
  await appendAfter(journal, runId, { afterSeq: 0, bodies: [started] });
  return { runId, url: eventUrlFor({ runId, expiresInSeconds }) };
}

function agentRunOf(run: JournaledRun): JournaledRun {
  if (run.started.kind === 'agent') return run;
  const message = `A run of kind ${run.started.kind} takes no events this way; only an agent’s driver adds them`;
  throw new ProblemError('run_not_agent', message);
}

function checkBodies(runId: string, bodies: readonly EventBody[]): void {
  for (const [index, body] of bodies.entries()) {
    const own = ['runId', 'seq', 'at'].find((field) => Object.hasOwn(body, field));
    if (own !== undefined) {
      const message = `The field events.${index}.${own} is the journal’s to fill in; leave it out`;
      throw new ProblemError('bad_request', message);
    }
    try {
      parseEvent({ ...body, runId, seq: 1, at: 0 });
    } catch (error) {
      const told = (error as Error).message.slice(0, 500);
      throw new ProblemError('bad_request', `The field events.${index}: ${told}`);
    }
  }
}
