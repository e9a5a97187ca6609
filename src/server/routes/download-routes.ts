import type { Journal } from '../../journal/journal.ts';
import { EventPieces, type WrittenEvent } from '../event-pieces.ts';
import { answerBytes } from '../http/answer-bytes.ts';
import { attachment } from '../http/attachment.ts';
import { ProblemError } from '../http/problem-error.ts';
import { oneOf } from '../http/query-parameters.ts';
import { streamText } from '../http/stream-text.ts';
import type { ServerParts } from '../server-parts.ts';
import { type Route, route } from './route.ts';
import { runOf } from './run-of.ts';

/** Whatever is fetched whole: large values, files, output, the journal itself. */
export function downloadRoutes({ journal }: ServerParts): Route[] {
  return [
    route({
      method: 'GET',
      path: '/api/blobs/:id',
      summary: 'The whole JSON text of a value that the journal shows a preview of',
      answer: { status: 200, description: 'The text; also by Range' },
      problems: ['not_found', 'range_not_satisfiable'],
      async handle({ params: { id = '' }, request }) {
        const content = await blobOf(journal, id);
        return answerBytes(request, content, { mediaType: 'application/json', etag: id });
      },
    }),
    route({
      method: 'GET',
      path: '/api/runs/:run/files/:seq',
      summary: 'The file that the event at this position captured',
      answer: {
        status: 200,
        description: 'The bytes; also by Range',
        mediaType: 'application/octet-stream',
      },
      problems: ['not_found', 'run_deleted', 'range_not_satisfiable'],
      async handle({ params, request }) {
        const { runId } = await runOf(journal, params.run);
        const fromSeq = /^[1-9]\d{0,14}$/.test(params.seq ?? '') ? Number(params.seq) : 0;
        const [event] = fromSeq > 0 ? await journal.read(runId, { fromSeq, limit: 1 }) : [];
        if (event?.type !== 'deliverable.captured') {
          throw new ProblemError('not_found', 'No file was captured at this position of the run');
        }
        const { path, mediaType, ref } = event;
        const content = await blobOf(journal, ref);
        const safeType = /^[\w.+-]{1,60}\/[\w.+-]{1,60}$/.test(mediaType);
        return answerBytes(request, content, {
          mediaType: safeType ? mediaType : 'application/octet-stream',
          etag: ref,
          headers: attachment(path),
        });
      },
    }),
    route({
      method: 'GET',
      path: '/api/runs/:run/output',
      summary: 'What the program wrote, as it wrote it',
      query: { stream: oneOf('Which of its streams.', ['both', 'stdout', 'stderr']) },
      answer: { status: 200, description: 'The text', mediaType: 'text/plain' },
      problems: ['not_found', 'run_deleted'],
      async handle({ params, query: { stream } }) {
        const { runId } = await runOf(journal, params.run);
        const text = pieces(journal, runId, ({ event }) =>
          event.type === 'output.written' && (stream === 'both' || event.stream === stream)
            ? event.text
            : '',
        );
        return streamText(text, 'text/plain; charset=utf-8', attachment(`${runId}.txt`));
      },
    }),
    route({
      method: 'GET',
      path: '/api/runs/:run/journal.ndjson',
      summary: 'All events of the run so far, one JSON object a line',
      answer: { status: 200, description: 'The events', mediaType: 'application/x-ndjson' },
      problems: ['not_found', 'run_deleted'],
      async handle({ params }) {
        const { runId } = await runOf(journal, params.run);
        const text = pieces(journal, runId, ({ text: line }) => `${line}\n`);
        return streamText(text, 'application/x-ndjson', attachment(`${runId}.ndjson`));
      },
    }),
  ];
}

async function blobOf(journal: Journal, id: string): Promise<Uint8Array> {
  const content = await journal.getBlob(id);
  if (content !== undefined) return content;
  throw new ProblemError(
    'not_found',
    `No content is kept under ${JSON.stringify(id.slice(0, 100))}`,
  );
}

async function* pieces(
  journal: Journal,
  runId: string,
  textOf: (written: WrittenEvent) => string,
): AsyncGenerator<string> {
  const events = new EventPieces(journal, runId, 0);
  while (!events.isAtEnd) yield (await events.next()).map(textOf).join('');
}
