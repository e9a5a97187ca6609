import { randomUUID } from 'node:crypto';
import { runStartedAnswerSchema } from '../../protocol/api/run-answers.ts';
import {
  type OpenExternalRun,
  type RunStartedAnswer,
  type StartCodeRun,
  type StartRun,
  startRunSchema,
} from '../../protocol/api/run-requests.ts';
import type { GivenLimits } from '../../protocol/limits.ts';
import type { ServerParts } from '../server-parts.ts';
import { openAgentRun } from './agent-routes.ts';
import { checkParent } from './check-parent.ts';
import { type Route, route } from './route.ts';

/** Starting runs: programs that run here, and runs that other programs report. */
export function startRoutes(parts: ServerParts): Route[] {
  return [
    route({
      method: 'POST',
      path: '/api/runs',
      summary: 'Start a run of a program, or open one that another program reports',
      body: startRunSchema,
      answer: { status: 201, description: 'The run is there', schema: runStartedAnswerSchema },
      problems: ['no_tools', 'too_many_runs', 'append_conflict', 'run_ended'],
      async handle({ body }) {
        const answer = await start(parts, body);
        const location = `/api/runs/${encodeURIComponent(answer.runId)}`;
        return Response.json(answer, { status: 201, headers: { location } });
      },
    }),
  ];
}

async function start(parts: ServerParts, body: StartRun): Promise<RunStartedAnswer> {
  switch (body.kind) {
    case 'code':
      return await startCode(parts, body);
    case 'agent':
      return await openAgentRun(parts, body);
    case 'external':
      return await openExternal(parts, body);
  }
}

async function startCode(
  { codeRuns }: ServerParts,
  { kind, limits, ...request }: StartCodeRun,
): Promise<RunStartedAnswer> {
  // The runtime names the limit that there is not.
  return {
    runId: await codeRuns.start({ ...request, ...(limits && { limits: limits as GivenLimits }) }),
  };
}

async function openExternal(
  { journal, eventUrlFor }: ServerParts,
  { title = 'External run', parent, tags, expiresInSeconds }: OpenExternalRun,
): Promise<RunStartedAnswer> {
  await checkParent(journal, parent);
  const runId = `run_${randomUUID()}`;
  const url = eventUrlFor({ runId, ...(expiresInSeconds !== undefined && { expiresInSeconds }) });
  await journal.append(runId, [
    {
      type: 'run.started',
      kind: 'external',
      title,
      ...(parent && { parent }),
      ...(tags && { tags }),
    },
  ]);
  return { runId, url };
}
