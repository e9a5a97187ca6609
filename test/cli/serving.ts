import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { onTestFinished } from 'vitest';
import { type CommandResult, type RunningCommand, startCauseway } from './run-causeway.ts';

/** A server that was started by the command line. */
export interface Serving {
  /** Its process group; ended after the test where the test has not. */
  command: RunningCommand;
  /** What it printed when it was ready. */
  ready: { url: string; token?: string; runId?: string; page?: string };
  url: string;
  data: string;
  get<T>(path: string): Promise<T>;
  post<T>(path: string, body: unknown): Promise<T>;
  /** Ends it as Ctrl-C does, and waits for that. */
  stop(): Promise<CommandResult>;
}

/** A folder that is removed after the test. */
export function temporaryFolder(): string {
  const folder = mkdtempSync(join(tmpdir(), 'causeway-data-'));
  onTestFinished(() => rmSync(folder, { recursive: true, force: true, maxRetries: 10 }));
  return folder;
}

/** Starts `causeway serve --json` on a free port and waits until it is ready. */
export async function startServing(
  args: string[] = [],
  {
    data = temporaryFolder(),
    ...options
  }: { data?: string; env?: Record<string, string>; cwd?: string } = {},
): Promise<Serving> {
  const port = args.includes('--port') ? [] : ['--port', '0'];
  const command = startCauseway(['serve', ...port, '--data', data, '--json', ...args], options);
  let ended = false;
  void command.ended.finally(() => {
    ended = true;
  });
  onTestFinished(async () => {
    if (!ended) command.signal('SIGKILL');
    await command.ended;
  });
  const ready = JSON.parse(await command.printsLine()) as Serving['ready'];
  const { url, token } = ready;
  const headers: Record<string, string> = token ? { authorization: `Bearer ${token}` } : {};
  const read = async <T>(answer: Response): Promise<T> => {
    if (!answer.ok) throw new Error(`${answer.url}: ${answer.status} ${await answer.text()}`);
    return (await answer.json()) as T;
  };
  return {
    command,
    ready,
    url,
    data,
    get: async (path) => read(await fetch(`${url}${path}`, { headers })),
    post: async (path, body) =>
      read(
        await fetch(`${url}${path}`, {
          method: 'POST',
          headers: { ...headers, 'content-type': 'application/json' },
          body: JSON.stringify(body),
        }),
      ),
    async stop() {
      command.signal('SIGINT');
      return await command.ended;
    },
  };
}

/** Reports a call to an emitter's URL: its begin and its end. */
export async function report(url: string, callId: string, tool: string): Promise<void> {
  const at = Date.now();
  for (const event of [
    { v: 1, type: 'begin', call_id: callId, tool_name: tool, args: { of: callId }, at },
    { v: 1, type: 'end', call_id: callId, tool_name: tool, result: null, is_error: false, at },
  ]) {
    const answer = await fetch(url, {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify(event),
    });
    if (answer.status !== 202) throw new Error(`${answer.status} ${await answer.text()}`);
  }
}
