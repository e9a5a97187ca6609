import { spawn } from 'node:child_process';
import { createHash, randomBytes } from 'node:crypto';
import { once } from 'node:events';
import { existsSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeEach, describe, expect, test } from 'vitest';
import type { ConnectionChange } from '../../../src/hosts/connection.ts';
import type { Follower } from '../../../src/hosts/follower.ts';
import type { Host } from '../../../src/hosts/host.ts';
import { sshBox } from './ssh-box.ts';
import { clients, masters, serverSide, until } from './ssh-processes.ts';
import { startTcpProxy, type TcpProxy } from './tcp-proxy.ts';

const box = sshBox();
const folder = mkdtempSync(join(tmpdir(), 'causeway-broken-'));
const proxies: TcpProxy[] = [];
afterAll(async () => {
  for (const proxy of proxies) await proxy[Symbol.asyncDispose]();
  rmSync(folder, { recursive: true, force: true, maxRetries: 10 });
});

interface Broken {
  host: Host;
  proxy: TcpProxy;
  changes: ConnectionChange[];
}

async function throughProxy(): Promise<Broken> {
  const proxy = await startTcpProxy(box.sshd.port);
  proxies.push(proxy);
  const host = box.host({ port: proxy.port });
  const changes: ConnectionChange[] = [];
  host.onConnection((change) => changes.push(change));
  await host.connect();
  return { host, proxy, changes };
}

const faults: Readonly<Record<string, (broken: Broken) => void | Promise<void>>> = {
  'the connection is cut': ({ proxy }) => proxy.cut(),
  'the process that holds the connection is killed': () => kill(masters),
  'the client of a session is killed': () => kill(clients),
  'the session process of the server is killed': () =>
    kill(() => serverSide(box.sshd.pid).slice(0, 1)),
  'the server is ended with its sessions and started again': async () => {
    await box.sshd.stop();
    await box.sshd.start();
  },
  'the connection leads into a black hole for a while': async ({ proxy, changes }) => {
    const before = changes.length;
    proxy.blackHole();
    await until('the hole was noticed', () => changes.length > before);
    await proxy.restore();
  },
  'the process that holds the connection freezes': () => kill(masters, 'SIGSTOP'),
};

async function kill(find: () => number[], signal = 'SIGKILL'): Promise<void> {
  let found: number[] = [];
  await until('there was one', () => {
    found = find();
    return found.length > 0;
  });
  for (const pid of found) {
    try {
      process.kill(pid, signal);
    } catch {
      // It ended between the look and the kill.
    }
  }
}

/** Collects numbered lines in the background. */
function collect(follower: Follower): { lines: string[]; done: Promise<void> } {
  const lines: string[] = [];
  const read = async (): Promise<void> => {
    for await (const batch of follower) {
      if (batch.type === 'disturbed') throw new Error(`disturbed: ${batch.change}`);
      for (const { text } of batch.lines) lines.push(text);
    }
  };
  return { lines, done: read() };
}

/** Starts a process that appends numbered lines for as long as it lives. */
async function startWriter(path: string): Promise<{ stop(): Promise<number> }> {
  const script = `
    const { openSync, writeSync } = require('node:fs');
    const file = openSync(process.argv[1], 'a');
    let n = 0;
    setInterval(() => { for (let k = 0; k < 20; k += 1) writeSync(file, 'line ' + (n++) + '\\n'); }, 10);
    process.on('SIGTERM', () => { process.stdout.write(String(n)); process.exit(); });
    process.stdout.write(' ');`;
  const child = spawn(process.execPath, ['-e', script, path], {
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  let said = '';
  child.stdout.on('data', (piece) => {
    said += piece;
  });
  await once(child.stdout, 'data');
  return {
    async stop() {
      child.kill('SIGTERM');
      await once(child, 'close');
      return Number(said);
    },
  };
}

beforeEach(async () => {
  for (const proxy of proxies) await proxy.restore();
});

describe.each(Object.keys(faults))('when %s', (name) => {
  const fault = faults[name] as (broken: Broken) => Promise<void>;

  test('H-A13 a followed file comes without a line lost or doubled', async () => {
    const broken = await throughProxy();
    const log = join(folder, `${randomBytes(4).toString('hex')}.log`);
    writeFileSync(log, '');
    const writer = await startWriter(log);
    const follower = broken.host.follow(log);
    const { lines, done } = collect(follower);
    for (let round = 1; round <= 2; round += 1) {
      const seen = lines.length;
      await until('lines came', () => lines.length > seen);
      await fault(broken);
    }
    const seen = lines.length;
    await until('lines came again', () => lines.length > seen);
    const written = await writer.stop();
    await Promise.all([follower.finish(), done]);
    expect(lines).toEqual(Array.from({ length: written }, (_, n) => `line ${n}`));
    await broken.host.close();
  });

  test('H-A13 a file that is being copied arrives whole, and nothing else is left there', async () => {
    const broken = await throughProxy();
    const content = randomBytes(24 * 1024 * 1024);
    const there = mkdtempSync(join(folder, 'put-'));
    const target = join(there, 'big');
    broken.proxy.delayMs = 1;
    let done = false;
    let tripped: Promise<void> | undefined;
    const result = await broken.host.put(content, target, {
      onProgress: ({ bytes }) => {
        if (tripped || bytes < 4 * 1024 * 1024) return;
        tripped = Promise.resolve(fault(broken));
        expect(done).toBe(false);
      },
    });
    done = true;
    await tripped;
    const sha256 = createHash('sha256').update(content).digest('hex');
    expect(result).toEqual({ transferred: true, size: content.length, sha256 });
    expect(createHash('sha256').update(readFileSync(target)).digest('hex')).toBe(sha256);
    expect(readdirSync(there)).toEqual(['big']);
    await broken.host.close();
  });
});

test('H-A13 a launched program goes on through all of it, and its end is told', async () => {
  const broken = await throughProxy();
  const stateFolder = join(folder, 'state');
  const gate = join(folder, 'gate');
  const agent = await broken.host.launch({
    command: ['sh', '-c', `while [ ! -e '${gate}' ]; do echo tick; sleep 0.1; done; exit 7`],
    cwd: folder,
    stateFolder,
  });
  const exited = agent.exited;
  for (const fault of Object.values(faults)) {
    await fault(broken);
    await broken.host.run(['true']);
    expect(await agent.isAlive()).toBe(true);
  }
  writeFileSync(gate, '');
  expect(await exited).toEqual({ exitCode: 7 });
  await broken.host.close();
});

test('H-A13 a command that the connection broke under is told, not run twice', async () => {
  const { host, proxy } = await throughProxy();
  const mark = join(folder, 'ran');
  const running = host.run({ shell: `echo $$ >>'${mark}'; exec sleep 1000 >/dev/null` });
  await until('it ran', () => existsSync(mark) && readFileSync(mark, 'utf8').endsWith('\n'));
  proxy.cut();
  await expect(running).rejects.toMatchObject({
    code: 'host_unreachable',
    message:
      'The connection broke while "sh" ran; it may go on over there, so look before running it again',
  });
  expect((await host.run(['echo', 'back'])).stdout).toBe('back\n');
  expect(readFileSync(mark, 'utf8')).toMatch(/^\d+\n$/);
  process.kill(Number(readFileSync(mark, 'utf8')), 'SIGKILL');
});

test('H-A13 the connection is told to be gone and back, and calls wait for it', async () => {
  const { host, proxy, changes } = await throughProxy();
  expect(changes).toEqual([{ state: 'connected', helper: expect.any(String) }]);
  await proxy.refuse();
  await until('it was gone', () => changes.length > 1);
  const waiting = host.run(['echo', 'waited']);
  await proxy.restore();
  expect((await waiting).stdout).toBe('waited\n');
  expect(changes.map(({ state }) => state)).toEqual(['connected', 'disconnected', 'connected']);
});

test('H-A13 only after the stated time a call gives up', async () => {
  const proxy = await startTcpProxy(box.sshd.port);
  proxies.push(proxy);
  const host = box.host({ port: proxy.port, reconnectTimeoutMs: 1500 });
  const changes: ConnectionChange[] = [];
  host.onConnection((change) => changes.push(change));
  await host.connect();
  await proxy.refuse();
  await until('it was gone', () => changes.length > 1);
  await expect(host.run(['true'])).rejects.toMatchObject({
    code: 'host_unreachable',
    message: expect.stringMatching(/^box could not be reached again for 1.5 s: /),
  });
  await host.close();
});

test('a key that is taken away meanwhile ends the trying', async () => {
  const proxy = await startTcpProxy(box.sshd.port);
  proxies.push(proxy);
  const { sshd } = box;
  const key = sshd.addKey('lent', '');
  const configFile = sshd.writeConfig('lent_config', { IdentityFile: key });
  const host = box.host({ port: proxy.port, configFile });
  await host.connect();
  const keys = join(sshd.folder, 'authorized_keys');
  writeFileSync(keys, readFileSync(keys, 'utf8').replace(readFileSync(`${key}.pub`, 'utf8'), ''));
  const tried = proxy.connections;
  proxy.cut();
  await until('it was tried again', () => proxy.connections > tried);
  await expect(host.run(['true'])).rejects.toMatchObject({ code: 'host_refused' });
});
