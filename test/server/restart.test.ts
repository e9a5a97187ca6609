import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { createInterface } from 'node:readline';
import { fileURLToPath } from 'node:url';
import { expect, onTestFinished, test } from 'vitest';
import type { RunEvent } from '../../src/protocol/events/event.ts';
import { temporaryFolder } from '../journal/temporary-folder.ts';
import { callTo, openStream, readToEnd } from './support.ts';

const program = fileURLToPath(new URL('./fixtures/server-process.ts', import.meta.url));

/** Starts the server of the fixture and resolves when it is ready. */
async function startProcess(folder: string): Promise<{ url: string; child: ChildProcess }> {
  const child = spawn(process.execPath, [program, folder], {
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  onTestFinished(() => void child.kill('SIGKILL'));
  const [url] = await once(
    createInterface({ input: child.stdout as NodeJS.ReadableStream }),
    'line',
  );
  return { url, child };
}

test('H-E3: after a kill -9 a viewer goes on where it was, and emitters with the URL they have', async () => {
  const folder = temporaryFolder();
  const first = await startProcess(folder);
  const call = callTo(first.url);
  const { runId, url: emitter } = (await call('POST', '/api/runs', { kind: 'external' })).body;
  const code = 'import asyncio\nawait asyncio.sleep(1000)';
  const lost = (await call('POST', '/api/runs', { kind: 'code', code })).body.runId;
  const post = async (base: string, id: string): Promise<number> => {
    const { search } = new URL(emitter);
    const event = { v: 1, type: 'begin', call_id: id, tool_name: 't', args: {}, at: 1 };
    return (await callTo(base)('POST', `/events${search}`, event)).status;
  };
  expect(await post(first.url, 'one')).toBe(202);
  const stream = await openStream(`${first.url}/api/runs/${runId}/stream`);
  const seen: RunEvent[] = [];
  while (seen.length < 2) seen.push(...((await stream.next()).value?.data ?? []));

  first.child.kill('SIGKILL');
  await once(first.child, 'exit');
  await expect(stream.next()).rejects.toThrow();

  const second = await startProcess(folder);
  expect(await post(second.url, 'two')).toBe(202);
  await callTo(second.url)('POST', `/api/runs/${runId}/end`);
  const rest = await readToEnd(`${second.url}/api/runs/${runId}/stream?after=${seen.at(-1)?.seq}`);
  expect([...seen, ...rest].map(({ seq, type }) => [seq, type])).toEqual([
    [1, 'run.started'],
    [2, 'call.began'],
    [3, 'call.began'],
    [4, 'run.ended'],
  ]);
  const { body } = await callTo(second.url)('GET', `/api/runs/${lost}`);
  expect(body.run.state).toBe('lost');
});
