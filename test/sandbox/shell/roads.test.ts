import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { resolveLimits } from '../../../src/protocol/limits.ts';
import type { GuardedFetch } from '../../../src/sandbox/node/network/http-exchange.ts';
import { Sandbox } from '../../../src/sandbox/node/sandbox.ts';
import { SessionShell } from '../../../src/sandbox/node/shell/session-shell.ts';
import type { PipCommand, ShellRoads } from '../../../src/sandbox/node/shell/shell-roads.ts';

let sandbox: Sandbox;
let server: Server;
let origin: string;
const requests: string[] = [];

beforeAll(async () => {
  sandbox = await Sandbox.open();
  server = createServer((request, response) => {
    let body = '';
    request.on('data', (chunk) => {
      body += chunk;
    });
    request.on('end', () => {
      requests.push(`${request.method} ${request.url} ${request.headers['x-note'] ?? '-'} ${body}`);
      if (request.url === '/slow') return;
      response.writeHead(request.url === '/missing' ? 404 : 200, { 'X-Told': 'yes' });
      response.end(request.url === '/bytes' ? Buffer.from([0, 255, 128, 10]) : 'answer\n');
    });
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  origin = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
});
afterAll(async () => {
  server.closeAllConnections();
  server.close();
  await sandbox.close();
});

/** Allows the test's server alone. */
const guarded: GuardedFetch = async ({ url, method = 'GET', headers = [], body, signal }) => {
  if (!url.startsWith(`${origin}/`)) throw new Error(`${url} is not allowed`);
  const answer = await fetch(url, {
    method,
    headers: headers.map(([name, value]): [string, string] => [name, value]),
    ...(body && { body: Buffer.from(body) }),
    ...(signal && { signal }),
  });
  return {
    url: answer.url,
    status: answer.status,
    reason: answer.statusText,
    headers: [...answer.headers],
    body: new Uint8Array(await answer.arrayBuffer()),
  };
};

async function withRoads<T>(
  roads: ShellRoads,
  work: (shell: SessionShell) => Promise<T>,
): Promise<T> {
  const shell = new SessionShell({
    sandbox,
    limits: resolveLimits({ wallClockMs: 20_000 }),
    ...roads,
  });
  try {
    return await work(shell);
  } finally {
    await shell.close();
  }
}

test('pip is answered by the session’s road to packages, told what a command is told', async () => {
  const asked: unknown[] = [];
  const pip: PipCommand = async (args, { cwd, env }) => {
    asked.push([args, cwd, env.INDEX]);
    return { stdout: 'Installed\n', stderr: 'a warning\n', exitCode: args.includes('bad') ? 3 : 0 };
  };
  await withRoads({ pip }, async (shell) => {
    expect(
      await shell.run('export INDEX=here; mkdir -p p; cd p; pip install "a b" && echo done'),
    ).toMatchObject({
      stdout: 'Installed\ndone\n',
      stderr: 'a warning\n',
    });
    expect(
      await shell.run('cd; pip3 install bad; echo $?; python3 -m pip list -v | cat'),
    ).toMatchObject({
      stdout: 'Installed\n3\nInstalled\n',
    });
  });
  expect(asked).toEqual([
    [['install', 'a b'], '/workspace/p', 'here'],
    [['install', 'bad'], '/workspace', 'here'],
    [['list', '-v'], '/workspace', 'here'],
  ]);
});

test('a road to packages that throws is an error of pip, one that hangs ends with the run', async () => {
  let aborted = false;
  const pip: PipCommand = (args, { signal }) => {
    if (args[0] === 'throw') throw new Error('the index is away');
    return new Promise((_, reject) => {
      signal.addEventListener('abort', () => {
        aborted = true;
        reject(new Error('stopped'));
      });
    });
  };
  await withRoads({ pip }, async (shell) => {
    expect(await shell.run('pip throw; echo $?')).toMatchObject({
      stdout: '1\n',
      stderr: 'pip: the index is away\n',
    });
    const hung = await shell.run('pip hang; echo never', { limits: { wallClockMs: 500 } });
    expect(hung).toMatchObject({ exitCode: 124, stdout: '' });
    expect(aborted).toBe(true);
    expect(await shell.run('echo usable')).toMatchObject({ stdout: 'usable\n' });
  });
});

test('without a road pip says that there is none', async () => {
  await withRoads({}, async (shell) => {
    expect(await shell.run('pip install x; python3 -m pip install x')).toMatchObject({
      stderr: 'pip: this session has no road to packages\n'.repeat(2),
      exitCode: 1,
    });
  });
});

test('H-S4 without a network there is no curl; with one, the host makes each request', async () => {
  await withRoads({}, async (shell) => {
    expect(await shell.run(`curl ${origin}/ || wget ${origin}/`)).toMatchObject({
      stderr: 'bash: curl: command not found\nbash: wget: command not found\n',
      exitCode: 127,
    });
  });
  expect(requests).toEqual([]);
  await withRoads({ fetch: guarded }, async (shell) => {
    expect(await shell.run(`curl -s ${origin}/page | tr a-z A-Z`)).toMatchObject({
      stdout: 'ANSWER\n',
      exitCode: 0,
    });
    expect(
      await shell.run(
        `curl -s -X POST -H 'X-Note: hey' -d 'a=1&b=é' ${origin}/form; curl -s -o f ${origin}/bytes; od -An -tu1 f`,
      ),
    ).toMatchObject({ exitCode: 0 });
    expect([...(await sandbox.readFile('f'))]).toEqual([0, 255, 128, 10]);
    expect(
      await shell.run(`curl -s -w '%{http_code}' -o /dev/null ${origin}/missing`),
    ).toMatchObject({ stdout: '404' });
    for (const url of [
      'http://127.0.0.1:1/',
      'https://example.com/',
      'file:///etc/passwd',
      'http://169.254.169.254/',
    ]) {
      const { exitCode, stdout, stderr } = await shell.run(`curl -sS '${url}'`);
      expect([exitCode === 0, stdout], url).toEqual([false, '']);
      expect(stderr).not.toBe('');
    }
    const slow = await shell.run(`curl -s ${origin}/slow`, { limits: { wallClockMs: 500 } });
    expect(slow).toMatchObject({ exitCode: 124 });
  });
  expect(requests.slice(0, 4)).toEqual([
    'GET /page - ',
    'POST /form hey a=1&b=é',
    'GET /bytes - ',
    'GET /missing - ',
  ]);
});
