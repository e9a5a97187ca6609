import { JournalError } from '../../journal/journal-error.ts';
import {
  type PrunedAnswer,
  prunedAnswerSchema,
  pruneRequestSchema,
  type RunEndedAnswer,
  runEndedAnswerSchema,
} from '../../protocol/api/run-answers.ts';
import { cancelRunSchema, endRunSchema } from '../../protocol/api/run-requests.ts';
import type { RunCancelRequested } from '../../protocol/events/run.ts';
import { ProblemError } from '../http/problem-error.ts';
import type { ServerParts } from '../server-parts.ts';
import { type Route, route } from './route.ts';
import { openRunOf, runOf } from './run-of.ts';

/** Ending runs and deleting ended ones. */
export function endingRoutes({ journal, codeRuns }: ServerParts): Route[] {
  return [
    route({
      method: 'POST',
      path: '/api/runs/:run/cancel',
      summary: 'Cancel a run under way',
      body: cancelRunSchema,
      answer: {
        status: 202,
        description: 'It was asked to end; a run that others report has ended',
        schema: runEndedAnswerSchema,
      },
      problems: ['not_found', 'run_deleted', 'run_ended', 'run_not_cancellable'],
      async handle({ params, body: { by, reason } }) {
        const { runId, started } = await openRunOf(journal, params.run);
        const asked: RunCancelRequested = {
          type: 'run.cancel_requested',
          by: by ?? 'somebody',
          ...(reason !== undefined && { reason }),
        };
        if (started.kind === 'agent') {
          await journal.append(runId, [asked]);
          return answerEnd({ runId, state: 'running' });
        }
        const told = by === undefined && reason === undefined ? [] : [asked];
        if (started.kind === 'code') {
          if (!codeRuns.cancel(runId)) {
            const message = 'The run is not one that this server started; cancel it where it runs';
            throw new ProblemError('run_not_cancellable', message);
          }
          // It may have ended meanwhile: then it tells more than who asked.
          await journal.append(runId, told).catch(ignoreEnded);
          return answerEnd({ runId, state: 'running' });
        }
        const summary = 'Cancelled by a person.';
        await journal.append(runId, [
          ...told,
          { type: 'run.ended', outcome: 'cancelled', summary },
        ]);
        return answerEnd({ runId, state: 'cancelled' });
      },
    }),
    route({
      method: 'POST',
      path: '/api/runs/:run/end',
      summary: 'End a run that another program reports, or an agent’s that nobody drives any more',
      body: endRunSchema,
      answer: { status: 200, description: 'It has ended', schema: runEndedAnswerSchema },
      problems: ['not_found', 'run_deleted', 'run_ended', 'run_not_external'],
      async handle({ params, body: { outcome, summary } }) {
        const { runId, started } = await openRunOf(journal, params.run);
        if (started.kind === 'code') {
          const message = 'A run of kind code ends by itself; POST …/cancel cancels it';
          throw new ProblemError('run_not_external', message);
        }
        const state = outcome ?? (started.kind === 'agent' ? 'lost' : 'done');
        await journal.append(runId, [
          { type: 'run.ended', outcome: state, ...(summary !== undefined && { summary }) },
        ]);
        return answerEnd({ runId, state }, 200);
      },
    }),
    route({
      method: 'DELETE',
      path: '/api/runs/:run',
      summary: 'Delete an ended run with all that belongs to it',
      answer: { status: 204, description: 'It is gone' },
      problems: ['not_found', 'run_deleted', 'run_not_ended'],
      async handle({ params }) {
        const { runId } = await runOf(journal, params.run);
        await journal.deleteRun(runId);
        return new Response(null, { status: 204 });
      },
    }),
    route({
      method: 'POST',
      path: '/api/prune',
      summary: 'Delete ended runs by age or number',
      body: pruneRequestSchema,
      answer: { status: 200, description: 'Which they were', schema: prunedAnswerSchema },
      async handle({ body }) {
        if (body.endedBefore === undefined && body.keep === undefined) {
          const message = 'Say which runs: the fields endedBefore, keep or both are needed';
          throw new ProblemError('bad_request', message);
        }
        const answer: PrunedAnswer = { runIds: await journal.prune(body) };
        return Response.json(answer);
      },
    }),
  ];
}

function ignoreEnded(error: unknown): void {
  if (!(error instanceof JournalError) || error.code !== 'run_ended') throw error;
}

function answerEnd(body: RunEndedAnswer, status = 202): Response {
  return Response.json(body, { status });
}
