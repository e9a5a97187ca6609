import * as z from 'zod/mini';
import type { Journal } from '../../journal/journal.ts';
import type { RunningServer } from '../../server/start-server.ts';
import { applyEvent, emptyTimeline } from '../../timeline/apply-event.ts';
import { ApiClient } from '../api/api-client.ts';
import type { Program } from '../run/read-program.ts';
import { printError } from '../standard-output.ts';
import { drawHeader } from '../tree/header-line.ts';
import { styleOf } from '../tree/terminal-style.ts';

/** The run that a server was started with. */
export interface FirstRun {
  runId: string;
  title: string;
  /** Its place in the dashboard. */
  place: string;
}

const startedSchema = z.looseObject({ runId: z.string() });

/** Starts a program by the way that everybody else takes: the server's own API. */
export async function startFirstRun(
  { localUrl, token }: RunningServer,
  { code, filename }: Program,
  title: string = filename,
): Promise<FirstRun> {
  const api = new ApiClient({ url: localUrl, token });
  const body = { kind: 'code', code, filename, title, tags: { source: 'causeway serve' } };
  const { runId } = await api.post('/api/runs', body, startedSchema);
  return { runId, title, place: `/runs/${encodeURIComponent(runId)}` };
}

/** Tells on standard error how a run ended, once it has; nothing when the signal comes first. */
export async function tellEnd(journal: Journal, runId: string, signal: AbortSignal): Promise<void> {
  const timeline = emptyTimeline();
  for await (const event of journal.follow(runId, { signal })) applyEvent(timeline, event);
  if (timeline.run.endedAt === undefined) return;
  await printError(`${drawHeader(timeline, { ...styleOf(process.stderr), now: Date.now() })}\n`);
}
