import * as z from 'zod/mini';
import type { RunSummary } from '../../protocol/api/run-summary.ts';
import { runSummarySchema } from '../../protocol/api/run-summary.ts';
import { snapshot, type TimelineSnapshot } from '../../timeline/snapshot.ts';
import { foldRun } from '../fold-run.ts';
import { streamText } from '../http/stream-text.ts';
import type { ServerParts } from '../server-parts.ts';
import { type Route, route } from './route.ts';
import { runOf } from './run-of.ts';

const loose = z.looseObject({});

/** The folded view of a run (`docs/timeline.md`), with the summary that lists show. */
const runViewSchema = z.looseObject({
  runId: z.string(),
  summary: runSummarySchema,
  lastSeq: z.int(),
  lastAt: z.optional(z.number()),
  missing: z.int(),
  run: loose,
  counts: z.record(z.string(), z.int()),
  output: z.array(loose),
  deliverables: z.array(loose),
  attention: z.array(loose),
  approvals: z.array(loose),
  messages: z.array(loose),
  unknown: z.array(loose),
  calls: z.array(z.looseObject({ depth: z.int(), callId: z.string(), state: z.string() })),
});

/** One run as it stands. */
export function runRoutes({ journal }: ServerParts): Route[] {
  return [
    route({
      method: 'GET',
      path: '/api/runs/:run',
      summary: 'A run as its events tell it: its facts, its calls as a tree, its output',
      answer: { status: 200, description: 'The view', schema: runViewSchema },
      problems: ['not_found', 'run_deleted'],
      async handle({ params }) {
        const { runId } = await runOf(journal, params.run);
        const view = snapshot(await foldRun(journal, runId));
        // Read after the events: it is never older than they are.
        const { summary } = await runOf(journal, runId);
        return streamText(viewPieces(view, summary), 'application/json');
      },
    }),
  ];
}

/** The text of a view in pieces: whole, that of 50,000 calls is made of tens of megabytes. */
function* viewPieces({ calls, ...rest }: TimelineSnapshot, summary: RunSummary): Generator<string> {
  yield `${JSON.stringify({ ...rest, summary }).slice(0, -1)},"calls":[`;
  for (let index = 0; index < calls.length; index += 200) {
    const texts = calls.slice(index, index + 200).map((call) => JSON.stringify(call));
    yield `${index === 0 ? '' : ','}${texts.join(',')}`;
  }
  yield ']}';
}
