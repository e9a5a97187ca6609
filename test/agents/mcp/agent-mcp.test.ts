import { request } from 'node:http';
import { Client, StreamableHTTPClientTransport } from '@modelcontextprotocol/client';
import { afterEach, describe, expect, test } from 'vitest';
import { type AgentMcp, serveAgentMcp } from '../../../src/agents/mcp/serve-agent-mcp.ts';
import { MemoryChannel } from '../support/memory-channel.ts';

const open: { close(): Promise<void> }[] = [];
afterEach(async () => {
  for (const one of open.splice(0).reverse()) await one.close();
});

async function serve(channel: MemoryChannel, options = {}): Promise<AgentMcp> {
  const mcp = await serveAgentMcp({ channel, ...options });
  open.push(mcp);
  return mcp;
}

type Era = 'auto' | 'legacy';

async function connect(mcp: AgentMcp, era: Era = 'auto', bearer = false): Promise<Client> {
  const client = new Client(
    { name: 'an agent', version: '1' },
    { versionNegotiation: { mode: era } },
  );
  const url = new URL(`http://127.0.0.1:${mcp.port}${bearer ? mcp.path : mcp.secretPath}`);
  const headers = bearer ? { authorization: `Bearer ${mcp.token}` } : undefined;
  await client.connect(
    new StreamableHTTPClientTransport(url, headers && { requestInit: { headers } }),
  );
  open.push(client);
  return client;
}

interface Posting {
  path: string;
  headers?: Record<string, string>;
  body?: string;
}

function post(mcp: AgentMcp, { path, headers, body }: Posting): Promise<number | undefined> {
  return new Promise((resolve, reject) => {
    const sent = request(
      {
        host: '127.0.0.1',
        port: mcp.port,
        path,
        method: 'POST',
        headers: {
          'content-type': 'application/json',
          accept: 'application/json, text/event-stream',
          ...headers,
        },
      },
      (response) => {
        response.resume();
        response.on('end', () => resolve(response.statusCode));
      },
    );
    sent.on('error', reject);
    sent.end(body ?? '{"jsonrpc":"2.0","id":1,"method":"tools/list"}');
  });
}

describe.each<Era>(['auto', 'legacy'])('an MCP client of the %s opening', (era) => {
  test('sees five tools that say what they do to it', async () => {
    const client = await connect(await serve(new MemoryChannel()), era);
    const { tools } = await client.listTools();
    expect(tools.map(({ name }) => name)).toEqual([
      'report_progress',
      'deliver',
      'ask_person',
      'done',
      'fail',
    ]);
    for (const tool of tools) {
      expect(tool.description?.length).toBeGreaterThan(60);
      expect(tool.outputSchema?.type).toBe('object');
      expect(tool.annotations).toMatchObject({ readOnlyHint: false, destructiveHint: false });
    }
  });

  test('says on the channel what it calls tools for', async () => {
    const channel = new MemoryChannel();
    const client = await connect(await serve(channel), era);
    await client.callTool({ name: 'report_progress', arguments: { message: 'Reading' } });
    await client.callTool({
      name: 'report_progress',
      arguments: { message: 'Writing', percent: 50 },
    });
    const delivered = await client.callTool({ name: 'deliver', arguments: { path: 'a.txt' } });
    await client.callTool({ name: 'fail', arguments: {} });
    await client.callTool({ name: 'done', arguments: { summary: 'All of it' } });
    expect(delivered.structuredContent).toEqual({
      delivered: true,
      path: 'a.txt',
      size: 3,
      sha256: 'ab'.repeat(32),
    });
    expect(delivered.content).toEqual([
      { type: 'text', text: JSON.stringify(delivered.structuredContent) },
    ]);
    expect(channel.said).toEqual([
      { type: 'progress', message: 'Reading' },
      { type: 'progress', message: 'Writing', percent: 50 },
      { type: 'deliver', path: 'a.txt' },
      { type: 'fail', message: undefined },
      { type: 'done', summary: 'All of it' },
    ]);
  });

  test('H-A5 has its file captured before deliver answers', async () => {
    const channel = new MemoryChannel();
    let captured = false;
    let capture = (): void => {};
    channel.capture = (path) =>
      new Promise((resolve) => {
        capture = () => {
          captured = true;
          resolve({ ok: true, path, size: 2, sha256: '00'.repeat(32) });
        };
      });
    const client = await connect(await serve(channel), era);
    const answered = client
      .callTool({ name: 'deliver', arguments: { path: 'v1.txt' } })
      .then(() => captured);
    await expect.poll(() => channel.said).toContainEqual({ type: 'deliver', path: 'v1.txt' });
    capture();
    expect(await answered).toBe(true);
  });

  test('is told why a file was refused', async () => {
    const channel = new MemoryChannel();
    channel.capture = async () => ({ ok: false, reason: 'it is a symbolic link' });
    const client = await connect(await serve(channel), era);
    const result = await client.callTool({ name: 'deliver', arguments: { path: 'link' } });
    expect(result.isError).toBe(true);
    expect(JSON.stringify(result.content)).toContain('it is a symbolic link');
  });

  test('H-A17 waits for a person, hears that it waits, and gets the answer', async () => {
    const channel = new MemoryChannel();
    const client = await connect(await serve(channel), era);
    const beats: unknown[] = [];
    const asked = client.callTool(
      { name: 'ask_person', arguments: { question: 'Which branch?' } },
      { onprogress: (progress) => beats.push(progress) },
    );
    await expect.poll(() => beats).toEqual([{ progress: 1, message: 'Waiting for a person' }]);
    channel.settle('question-1', { state: 'answered', by: 'Ada', answer: 'main' });
    expect((await asked).structuredContent).toEqual({
      id: 'question-1',
      state: 'answered',
      by: 'Ada',
      answer: 'main',
    });
  });

  test('H-A17 waits no longer than it wants to, and asks again without raising it twice', async () => {
    const channel = new MemoryChannel();
    const client = await connect(await serve(channel), era);
    const question = 'Which branch?';
    const first = await client.callTool({
      name: 'ask_person',
      arguments: { question, wait_seconds: 1 },
    });
    expect(first.structuredContent).toMatchObject({ id: 'question-1', state: 'waiting' });

    const byId = client.callTool({ name: 'ask_person', arguments: { id: 'question-1' } });
    const byText = client.callTool({ name: 'ask_person', arguments: { question } });
    channel.settle('question-1', { state: 'acknowledged', by: 'Ada' });
    for (const again of [await byId, await byText]) {
      expect(again.structuredContent).toMatchObject({ id: 'question-1', state: 'acknowledged' });
    }
    expect(channel.said).toHaveLength(1);

    // What has been answered may be asked anew.
    void client.callTool({ name: 'ask_person', arguments: { question } }).catch(() => {});
    await expect.poll(() => channel.said).toHaveLength(2);
  });

  test('that gives up waiting leaves the question open, and gets its answer when it asks again', async () => {
    const channel = new MemoryChannel();
    const client = await connect(await serve(channel), era);
    const leaving = new AbortController();
    const question = 'Which branch?';
    const asked = client.callTool(
      { name: 'ask_person', arguments: { question } },
      { signal: leaving.signal },
    );
    await expect.poll(() => channel.said).toHaveLength(1);
    leaving.abort();
    await expect(asked).rejects.toThrow();
    const again = await client.callTool({
      name: 'ask_person',
      arguments: { question, wait_seconds: 1 },
    });
    expect(again.structuredContent).toMatchObject({ id: 'question-1', state: 'waiting' });
    // Nobody waits: what the person says is for the next one who asks.
    channel.settle('question-1', { state: 'answered', by: 'Ada', answer: 'main' });
    const last = await client.callTool({ name: 'ask_person', arguments: { question } });
    expect(last.structuredContent).toMatchObject({ state: 'answered', answer: 'main' });
    expect(channel.said).toHaveLength(1);
  });

  test('is told what is wrong with its arguments, and nothing reaches the channel', async () => {
    const channel = new MemoryChannel();
    const client = await connect(await serve(channel), era);
    for (const [name, args, told] of [
      ['report_progress', { percent: 150, message: 'x' }, '100'],
      ['report_progress', {}, 'message'],
      ['report_progress', { message: 'x'.repeat(9000) }, '8000'],
      ['deliver', { path: '' }, 'path'],
      ['ask_person', {}, 'Give a question'],
      ['ask_person', { question: '  ' }, 'Give a question'],
      ['ask_person', { id: 'nobody' }, 'No question has the id'],
      ['ask_person', { question: 'x', wait_seconds: 1e9 }, '3600'],
    ] as const) {
      const result = await client.callTool({ name, arguments: args });
      expect(result.isError).toBe(true);
      expect(JSON.stringify(result.content)).toContain(told);
    }
    expect(channel.said).toEqual([]);
  });

  test('is told when the channel fails', async () => {
    const channel = new MemoryChannel();
    channel.done = async () => {
      throw new Error('The run has ended');
    };
    const client = await connect(await serve(channel), era);
    const result = await client.callTool({ name: 'done', arguments: {} });
    expect(result.isError).toBe(true);
    expect(JSON.stringify(result.content)).toContain('The run has ended');
  });

  test('may have its token in a header', async () => {
    const client = await connect(await serve(new MemoryChannel()), era, true);
    expect((await client.listTools()).tools).toHaveLength(5);
  });
});

test('nobody is answered without the token, under another name, or from a page', async () => {
  const channel = new MemoryChannel();
  const mcp = await serve(channel);
  const other = mcp.token.replace(/^./, (first) => (first === 'a' ? 'b' : 'a'));
  expect(await post(mcp, { path: mcp.secretPath })).toBe(200);
  for (const path of ['/', '/mcp', '/mcp/', `/mcp/${other}`, `${mcp.secretPath}x`]) {
    expect(await post(mcp, { path })).toBe(404);
  }
  const headers = { authorization: `Bearer ${other}` };
  expect(await post(mcp, { path: '/mcp', headers })).toBe(404);
  for (const host of ['evil.example', `evil.example:${mcp.port}`, '127.0.0.1.evil.example']) {
    expect(await post(mcp, { path: mcp.secretPath, headers: { host } })).toBe(403);
  }
  for (const origin of ['http://evil.example', 'http://127.0.0.1:8080', 'null']) {
    expect(await post(mcp, { path: mcp.secretPath, headers: { origin } })).toBe(403);
  }
  expect(channel.said).toEqual([]);
});

test('bodies that are too large or no JSON are refused, and it goes on', async () => {
  const mcp = await serve(new MemoryChannel());
  const path = mcp.secretPath;
  expect(await post(mcp, { path, body: `"${'x'.repeat(300_000)}"` })).toBe(413);
  expect(await post(mcp, { path, body: '{' })).toBe(400);
  expect(await post(mcp, { path, body: '[]' })).toBe(400);
  const headers = { 'content-type': 'text/plain' };
  expect(await post(mcp, { path, headers })).toBe(415);
  expect(await post(mcp, { path })).toBe(200);
});

test('each server has a token of its own, of 256 bits', async () => {
  const [one, two] = [await serve(new MemoryChannel()), await serve(new MemoryChannel())];
  expect(one.token).toMatch(/^[\w-]{43}$/);
  expect(one.token).not.toBe(two.token);
});

test('H-A14 a driver that takes over answers where the agent knows it', async () => {
  const before = await serveAgentMcp({ channel: new MemoryChannel() });
  const channel = new MemoryChannel();
  const client = await connect(before, 'legacy');
  await before.close();
  await serve(channel, { port: before.port, token: before.token });
  await client.callTool({ name: 'report_progress', arguments: { message: 'Still here' } });
  expect(channel.said).toEqual([{ type: 'progress', message: 'Still here' }]);
});

test('closing ends who waits, and a second time does nothing', async () => {
  const channel = new MemoryChannel();
  const mcp = await serve(channel);
  const client = await connect(mcp);
  const asked = client.callTool({ name: 'ask_person', arguments: { question: 'Who?' } });
  const failed = expect(asked).rejects.toThrow();
  await expect.poll(() => channel.said).toHaveLength(1);
  await mcp.close();
  await mcp.close();
  await client.close();
  await failed;
});
