import { spawnSync } from 'node:child_process';
import { mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, onTestFinished, test, vi } from 'vitest';
import { resolveNodeHostPath } from '../../../src/sandbox/node/index.ts';
import { envelopeOf, type RawHost, resultOf, startHost } from './raw-host.ts';

const SPIN = { id: 'run', method: 'runPtc', params: { code: 'while True: pass' } };
const WAIT = {
  id: 'run',
  method: 'runPtc',
  params: { code: 'await tools.wait()', tools: ['wait'] },
};
const CLOSE = { id: 'bye', method: 'close', params: {} };
const CLOSED = { id: 'bye', ok: true, result: { closed: true } };

/** Process ids of what the host has started. Linux only. */
function childrenOf(pid: number): number[] {
  return readdirSync(`/proc/${pid}/task`).flatMap((task) =>
    readFileSync(`/proc/${pid}/task/${task}/children`, 'latin1')
      .split(' ')
      .filter((child) => child !== '')
      .map(Number),
  );
}

function isAlive(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return !/^State:\s+Z/m.test(readFileSync(`/proc/${pid}/status`, 'latin1'));
  } catch {
    return false;
  }
}

/** Memory of the host process. Linux only. */
function residentBytes({ child }: RawHost): number {
  const status = readFileSync(`/proc/${child.pid}/status`, 'latin1');
  return Number(/^VmRSS:\s+(\d+) kB$/m.exec(status)?.[1]) * 1024;
}

const MOMENTS: [string, (host: RawHost) => Promise<void>][] = [
  ['before anything', async () => {}],
  [
    'while the session opens',
    async (host) => {
      host.send({ id: 'init', method: 'init', params: {} });
    },
  ],
  [
    'while a program waits for a tool',
    async (host) => {
      host.send(WAIT);
      await host.next();
    },
  ],
  [
    'while a program spins',
    async (host) => {
      await host.ask('listDir');
      host.send(SPIN);
    },
  ],
  [
    'while requests wait for their turn',
    async (host) => {
      host.send(WAIT, { ...SPIN, id: 'queued' }, { ...SPIN, id: 'queued too' });
      await host.next();
    },
  ],
  [
    'after the session has died',
    async (host) => {
      await host.ask('runPtc', { code: 'import os; os._exit(3)' });
    },
  ],
];

describe.each(MOMENTS)('%s', (_moment, arrange) => {
  test('H-L2 close is answered last, ends what runs, and the host exits with 0', async () => {
    const host = await startHost();
    await arrange(host);
    host.send(CLOSE);
    const { rest, code, log } = await host.end();
    const replies = rest.map((line) => JSON.parse(line));
    expect({ last: replies.at(-1), code, log }).toEqual({ last: CLOSED, code: 0, log: '' });
    // Whatever was asked before has its reply: none is left without.
    const asked = new Set(replies.map(({ id }) => id));
    expect(asked.size).toBe(replies.length);
    for (const { id } of replies.slice(0, -1)) {
      expect(['init', 'run', 'queued', 'queued too']).toContain(id);
    }
  });

  test('H-L2 the end of the input does the same, without a reply to it', async () => {
    const host = await startHost();
    await arrange(host);
    host.child.stdin?.end();
    const { rest, code, log } = await host.end();
    expect({ code, log }).toEqual({ code: 0, log: '' });
    expect(rest).not.toContain(JSON.stringify(CLOSED));
  });
});

test.each(['SIGTERM', 'SIGINT', 'SIGHUP'] as const)(
  'H-L2 %s ends the program under way and the host, with exit code 0',
  async (name) => {
    const host = await startHost();
    host.send(WAIT);
    await host.next();
    host.child.kill(name);
    const { rest, code, signal } = await host.end();
    expect({ code, signal }).toEqual({ code: 0, signal: null });
    expect(envelopeOf(JSON.parse(rest.at(-1) ?? ''))).toMatchObject({
      error: 'SandboxDied',
      message: 'the session was closed',
    });
  },
);

test.each([
  ['a close', (host: RawHost) => host.send(CLOSE)],
  ['the end of the input', (host: RawHost) => void host.child.stdin?.end()],
])('what was asked in the same breath as %s has its reply', async (_what, end) => {
  const host = await startHost();
  host.send(
    { id: 1, method: 'init', params: {} },
    { id: 2, method: 'runPtc', params: { code: '6 * 7', tools: [] } },
    { id: 3, method: 'runPtc', params: { code: 'await tools.ask()', tools: ['ask'] } },
  );
  end(host);
  const { rest, code } = await host.end();
  const replies = rest.map((line) => JSON.parse(line));
  expect(replies.map(({ id, ok }) => [id, ok]).slice(0, 3)).toEqual([
    [1, true],
    [2, true],
    [3, true],
  ]);
  expect(envelopeOf(replies[1])).toMatchObject({ ok: true, value: 42 });
  expect(envelopeOf(replies[2])).toMatchObject({
    error: 'ToolError',
    message: 'the client has ended the session and answers no more calls',
  });
  expect(code).toBe(0);
});

test('nothing that follows a close in the same stream is served', async () => {
  const host = await startHost();
  host.send(CLOSE, { id: 'after', method: 'listDir' }, 'junk\n');
  expect((await host.end()).rest).toEqual([JSON.stringify(CLOSED)]);
});

test('half a line at the end of the input is told and not served', async () => {
  const host = await startHost();
  host.send('{"id":1,"method":"listDir"}');
  host.child.stdin?.end();
  const { rest, code, log } = await host.end();
  expect({ rest, code, log }).toEqual({
    rest: [],
    code: 0,
    log: 'causeway host: the input ended in the middle of a line: that line was not served; the next of this kind are only counted\n',
  });
});

test('a client that closes its end of the output ends the host quietly', async () => {
  const host = await startHost();
  host.send(WAIT);
  await host.next();
  host.child.stdout?.destroy();
  host.send({ id: 'written into the void', method: 'listDir' });
  const { code, log } = await host.end();
  expect({ code, log }).toEqual({ code: 0, log: '' });
});

test('the host ends at once also when nobody reads its last lines', async () => {
  const host = await startHost();
  host.send({
    id: 'big',
    method: 'runPtc',
    params: { code: "'x' * 5_000_000", limits: { resultBytes: 6_000_000 } },
  });
  host.child.stdout?.pause();
  await new Promise((resolve) => setTimeout(resolve, 1500));
  host.send(CLOSE);
  const code = await new Promise((resolve) => host.child.once('exit', resolve));
  expect(code).toBe(0);
});

describe.skipIf(process.platform !== 'linux')('on Linux', () => {
  test.each([
    ['close', (host: RawHost) => host.send(CLOSE)],
    ['the end of the input', (host: RawHost) => void host.child.stdin?.end()],
    ['SIGTERM', (host: RawHost) => void host.child.kill('SIGTERM')],
    ['SIGKILL', (host: RawHost) => void host.child.kill('SIGKILL')],
  ])('H-L2 after %s no sandbox process is left', async (_what, end) => {
    const host = await startHost();
    await host.ask('listDir');
    host.send(SPIN);
    await host.ask('nothing');
    const sandboxes = childrenOf(host.child.pid ?? 0);
    expect(sandboxes.length).toBeGreaterThan(0);
    end(host);
    await host.end();
    await vi.waitFor(() => expect(sandboxes.filter(isAlive)).toEqual([]), 30_000);
  });

  test('H-L4 a client that does not read makes the host wait, not grow', async () => {
    const host = await startHost();
    await host.ask('init', { limits: { resultBytes: 4 * 2 ** 20 } });
    await host.ask('writeFile', {
      path: 'f',
      contentBase64: Buffer.alloc(3 * 2 ** 20).toString('base64'),
    });
    host.child.stdout?.pause();
    // Each reply is 4 MiB: 480 MiB in all.
    for (let count = 0; count < 60; count += 1) {
      host.send({ id: `f${count}`, method: 'readFile', params: { path: 'f' } });
      host.send({ id: `p${count}`, method: 'runPtc', params: { code: "'x' * (4 * 2**20 - 2)" } });
    }
    let most = 0;
    for (let count = 0; count < 30; count += 1) {
      await new Promise((resolve) => setTimeout(resolve, 100));
      most = Math.max(most, residentBytes(host));
    }
    expect(most).toBeLessThan(350 * 2 ** 20);
    host.child.stdout?.resume();
    const heads = new Set<string>();
    for (let count = 0; count < 120; count += 1) heads.add((await host.line()).slice(0, 20));
    expect(heads.size).toBe(120);
  });

  test('H-P13 a client that is refused and does not read makes the host wait, not grow', async () => {
    const host = await startHost();
    host.child.stdout?.pause();
    // Each reply is as long as its request: 300 MB in all.
    const refused = `${JSON.stringify({ id: 'i'.repeat(10_000), method: 'm' })}\n`.repeat(100);
    for (let count = 0; count < 300; count += 1) host.send(refused);
    let most = 0;
    for (let count = 0; count < 40; count += 1) {
      await new Promise((resolve) => setTimeout(resolve, 100));
      most = Math.max(most, residentBytes(host));
    }
    expect(most).toBeLessThan(250 * 2 ** 20);
    host.child.stdout?.resume();
    for (let count = 0; count < 30_000; count += 1) {
      expect((await host.line()).endsWith('"ok":false,"error":"unknown method: m"}')).toBe(true);
    }
  });
});

test('the host runs where it is started from, whatever the folder and its options', () => {
  const { status, stdout, stderr } = spawnSync(
    process.execPath,
    [resolveNodeHostPath(), '--asset-dir', '/nowhere/at/all', '--unknown', 'word'],
    { cwd: '/', encoding: 'utf8', input: `${JSON.stringify(CLOSE)}\n` },
  );
  expect({ status, stderr }).toEqual({ status: 0, stderr: '' });
  expect(
    stdout
      .trim()
      .split('\n')
      .map((line) => JSON.parse(line)),
  ).toEqual([{ type: 'ack', capabilities: { host_call: 'v1' } }, CLOSED]);
});

test('that Python is prepared is told in the log, not in the protocol', async () => {
  const cache = mkdtempSync(join(tmpdir(), 'causeway-no-image-'));
  onTestFinished(() => rmSync(cache, { recursive: true, force: true }));
  const host = await startHost(undefined, { CAUSEWAY_CACHE_DIR: cache });
  expect(resultOf(await host.ask('init', {})).events).toEqual([]);
  expect(host.log()).toBe('causeway host: prepares Python (once, a few seconds)\n');
});
