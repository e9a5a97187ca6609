import type { Journal } from '../../journal/journal.ts';
import {
  type PendingRequest,
  type PendingRequests,
  pendingRequestsSchema,
} from '../../protocol/api/open-requests.ts';
import {
  type RequestClosedAnswer,
  requestClosedAnswerSchema,
} from '../../protocol/api/run-answers.ts';
import { closeRequestSchema } from '../../protocol/api/run-requests.ts';
import type { RunSummary } from '../../protocol/api/run-summary.ts';
import { foldRun } from '../fold-run.ts';
import { ProblemError } from '../http/problem-error.ts';
import type { ServerParts } from '../server-parts.ts';
import { type Route, route } from './route.ts';
import { openRunOf } from './run-of.ts';

/** Most requests in one answer; a person with more than this works through the first ones first. */
const SHOWN = 500;
const PAGE = 200;

/** What waits for a person. */
export function requestRoutes({ journal }: ServerParts): Route[] {
  /** Requests that are being closed, so that of two people who answer at once one is told. */
  const closing = new Set<string>();
  return [
    route({
      method: 'GET',
      path: '/api/attention',
      summary: 'What waits for a person, in any run',
      answer: { status: 200, description: 'The requests', schema: pendingRequestsSchema },
      handle: async () => Response.json(await listPending(journal)),
    }),
    route({
      method: 'POST',
      path: '/api/runs/:run/requests/:request',
      summary: 'Answer or acknowledge a request to a person',
      body: closeRequestSchema,
      answer: { status: 200, description: 'It is closed', schema: requestClosedAnswerSchema },
      problems: ['not_found', 'run_deleted', 'run_ended', 'already_closed'],
      async handle({ params, body: { by = 'somebody', answer } }) {
        const { runId, summary } = await openRunOf(journal, params.run);
        const id = params.request ?? '';
        const claim = JSON.stringify([runId, id]);
        if (closing.has(claim)) throw alreadyClosed('somebody else');
        closing.add(claim);
        try {
          const isOpen = summary.open.some(
            (request) => request.id === id && request.kind !== 'approval',
          );
          if (!isOpen) await checkOpen(journal, runId, id);
          const [event] = await journal.append(runId, [
            { type: 'attention.closed', id, by, ...(answer !== undefined && { answer }) },
          ]);
          const body: RequestClosedAnswer = { runId, id, by, seq: event?.seq ?? 0 };
          return Response.json(body);
        } finally {
          closing.delete(claim);
        }
      },
    }),
  ];
}

async function listPending(journal: Journal): Promise<PendingRequests> {
  const runs: RunSummary[] = [];
  let after: string | undefined;
  do {
    const page = await journal.listRuns({ view: 'needs', limit: PAGE, ...(after && { after }) });
    runs.push(...page.runs);
    after = page.next;
  } while (after !== undefined);
  // Of requests of the same millisecond, that of the run that started first comes first.
  const all: PendingRequest[] = runs
    .reverse()
    .flatMap(({ runId, title, open }) => open.map((request) => ({ ...request, runId, title })));
  all.sort((a, b) => a.raisedAt - b.raisedAt);
  return { requests: all.slice(0, SHOWN), count: all.length };
}

/** Says why a request is none that can be closed; a summary holds not all of very many. */
async function checkOpen(journal: Journal, runId: string, id: string): Promise<void> {
  const timeline = await foldRun(journal, runId);
  const request = timeline.attention.findLast((candidate) => candidate.id === id);
  if (request?.kind !== undefined) {
    if (request.closed !== undefined) throw alreadyClosed(JSON.stringify(request.closed.by));
    return;
  }
  if (timeline.approvals.some((approval) => approval.id === id)) {
    const message = 'This is an approval; it cannot be decided here';
    throw new ProblemError('bad_request', message);
  }
  const shown = JSON.stringify(id.slice(0, 100));
  throw new ProblemError('not_found', `No request ${shown} in this run`);
}

function alreadyClosed(by: string): ProblemError {
  return new ProblemError('already_closed', `The request has been closed by ${by.slice(0, 100)}`);
}
