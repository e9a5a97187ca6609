import * as z from 'zod/mini';
import { connectToServer, type WhereRunsAre } from '../api/connect.ts';
import { printError, printJson, printOut } from '../standard-output.ts';

export interface OpenRunOptions extends WhereRunsAre {
  title?: string;
  tag?: Record<string, string>;
  /** Milliseconds. */
  expires?: number;
  json?: boolean;
}

const answerSchema = z.looseObject({ runId: z.string(), url: z.string() });

/** Opens a run that another program reports, and prints the URL it posts its calls to. */
export async function openRun(options: OpenRunOptions): Promise<number> {
  const { title, tag, expires, json = false } = options;
  const api = await connectToServer(options);
  const body = {
    kind: 'external',
    ...(title !== undefined && { title }),
    tags: { source: 'causeway open-run', ...tag },
    ...(expires !== undefined && { expiresInSeconds: Math.ceil(expires / 1000) }),
  };
  const { runId, url } = await api.post('/api/runs', body, answerSchema);
  const page = `${api.url}/runs/${encodeURIComponent(runId)}`;
  if (json) {
    await printJson(JSON.stringify({ runId, url, page }));
    return 0;
  }
  // The URL alone goes to standard output: CAUSEWAY_URL=$(causeway open-run) takes it.
  await printError(`Run ${runId}: ${page}\n`);
  await printOut(`${url}\n`);
  return 0;
}
