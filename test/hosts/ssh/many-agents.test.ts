import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, test } from 'vitest';
import type { Host } from '../../../src/hosts/host.ts';
import type { HostProcess } from '../../../src/hosts/process.ts';
import { sshHost } from '../../../src/hosts/ssh/ssh-host.ts';
import { INSTALLING } from '../../house/install-on-system.ts';
import { FollowedLines } from '../followed-lines.ts';
import { sshBox } from './ssh-box.ts';
import { clients, masters, serverSide, until } from './ssh-processes.ts';
import { type Sshd, startSshd } from './sshd.ts';

const folder = mkdtempSync(join(tmpdir(), 'causeway-many-'));
afterAll(() => rmSync(folder, { recursive: true, force: true, maxRetries: 10 }));

interface Watched {
  agent: HostProcess;
  files: FollowedLines[];
}

/** Starts an agent that writes until it is told to end, and follows its three files. */
async function startAgent(host: Host, name: string): Promise<Watched> {
  const log = join(folder, `${name}.log`);
  const agent = await host.launch({
    command: [
      'sh',
      '-c',
      `trap 'echo end >> "$1"; exit 0' INT
      i=0; while :; do
        echo "log $i" >> "$1"; echo "out $i"; echo "err $i" >&2; i=$((i + 1)); sleep 0.05
      done`,
      'sh',
      log,
    ],
    cwd: folder,
    stateFolder: join(folder, `${name}.state`),
  });
  const paths = [log, agent.stdoutFile, agent.stderrFile];
  return { agent, files: paths.map((path) => new FollowedLines(host.follow(path))) };
}

async function runAgents(host: Host, count: number, name: string): Promise<void> {
  const names = Array.from({ length: count }, (_, n) => `${name}-${n}`);
  const all = await Promise.all(names.map((one) => startAgent(host, one)));
  const exits = Promise.all(all.map(({ agent }) => agent.exited));
  await Promise.all(
    all.flatMap(({ files }) => files.map((file) => file.until(({ texts }) => texts.length > 2))),
  );
  expect((await host.run(['echo', 'free'])).stdout).toBe('free\n');
  const stops = await Promise.all(all.map(({ agent }) => agent.stop()));
  expect(stops).toEqual(all.map(() => expect.objectContaining({ wasAlive: true, left: 0 })));
  expect(await exits).toEqual(all.map(() => ({ exitCode: 0 })));
  for (const { files } of all) {
    await Promise.all(files.map((file) => file.finish()));
    const [log, out, err] = files.map(({ story }) => story);
    const numbered = (word: string, lines: readonly string[] | undefined): string[] =>
      (lines ?? []).map((_, n) => `${word} ${n}`);
    expect(log?.at(-1)).toBe('end');
    expect(log?.slice(0, -1)).toEqual(numbered('log', log?.slice(0, -1)));
    expect(out).toEqual(numbered('out', out));
    expect(err).toEqual(numbered('err', err));
  }
  for (const [n, { agent, files }] of all.entries()) {
    const paths = [join(folder, `${names[n]}.log`), agent.stdoutFile, agent.stderrFile];
    const written = paths.map((path) => readFileSync(path, 'utf8'));
    expect(files.map(({ texts }) => texts.map((text) => `${text}\n`).join(''))).toEqual(written);
  }
}

async function nothingIsLeft(sshd: Sshd): Promise<void> {
  expect(masters()).toEqual([]);
  await until('the clients are gone', () => clients().length === 0);
  await until('the sessions are gone', () => serverSide(sshd.pid).length === 0);
}

describe('agents on one host', () => {
  const box = sshBox();

  test('H-A12 six at once are each stopped, no line is lost, and closing leaves nothing behind', async () => {
    const host = box.host();
    await runAgents(host, 6, 'six');
    expect(masters().length).toBeGreaterThan(1);
    await host.close();
    await nothingIsLeft(box.sshd);
  });

  test('H-A12 a host that is closed while it follows many files leaves nothing behind', async () => {
    const host = box.host();
    const files = Array.from({ length: 20 }, (_, n) => {
      const path = join(folder, `many-${n}`);
      writeFileSync(path, 'line\n');
      return new FollowedLines(host.follow(path));
    });
    await Promise.all(files.map((file) => file.until(({ texts }) => texts.length === 1)));
    const closing = host.close();
    await Promise.allSettled([closing, ...files.map(({ ended }) => ended)]);
    await nothingIsLeft(box.sshd);
  });

  test('connections that are not used any more are closed', async () => {
    const host = box.host();
    await host.connect();
    expect(masters()).toHaveLength(1);
    const path = join(folder, 'once');
    writeFileSync(path, 'line\n');
    const files = Array.from({ length: 8 }, () => new FollowedLines(host.follow(path)));
    await Promise.all(files.map((file) => file.until(({ texts }) => texts.length === 1)));
    expect(masters()).toHaveLength(2);
    await Promise.all(files.map((file) => file.finish()));
    await until('there is one again', () => masters().length === 1);
    const again = new FollowedLines(host.follow(path));
    await again.finish();
    expect(again.texts).toEqual(['line']);
    await host.close();
  });

  test('H-A13 the end of a program is told although the process of its connection froze', async () => {
    const host = box.host();
    const path = join(folder, 'frozen');
    writeFileSync(path, 'line\n');
    const files = Array.from({ length: 5 }, () => new FollowedLines(host.follow(path)));
    await Promise.all(files.map((file) => file.until(({ texts }) => texts.length === 1)));
    const gate = join(folder, 'gate');
    const agent = await host.launch({
      command: ['sh', '-c', `while [ ! -e '${gate}' ]; do sleep 0.1; done; exit 7`],
      cwd: folder,
      stateFolder: join(folder, 'frozen.state'),
    });
    const exited = agent.exited;
    await until('its end is waited for elsewhere', () => masters().length === 2);
    await until('all sessions are open', () => clients().length === 6);
    await Promise.all(files.map((file) => file.stop()));
    await until('nobody else uses a connection', () => clients().length === 1);
    for (const pid of masters()) process.kill(pid, 'SIGSTOP');
    await host.run(['true']);
    writeFileSync(gate, '');
    expect(await exited).toEqual({ exitCode: 7 });
    await host.close();
    await nothingIsLeft(box.sshd);
  });

  test('two agents are served over one connection by a machine that lets nobody in twice', async () => {
    const { sshd } = box;
    const key = sshd.addKey('once_key', '');
    const host = box.host({
      configFile: sshd.writeConfig('once_config', { IdentityFile: key }),
    });
    await host.connect();
    const keys = join(sshd.folder, 'authorized_keys');
    const before = readFileSync(keys, 'utf8');
    writeFileSync(keys, before.replace(readFileSync(`${key}.pub`, 'utf8'), ''));
    await runAgents(host, 2, 'refused');
    expect(masters()).toHaveLength(1);
    await host.close();
    await nothingIsLeft(sshd);
  });
});

test.each([2, 3, 4])(
  'H-A12 agents run on a server that allows %i sessions on a connection',
  async (sessions) => {
    const narrow = await startSshd([`MaxSessions ${sessions}`]);
    const host = sshHost('box', { configFile: narrow.configFile });
    try {
      await runAgents(host, 2, `narrow-${sessions}`);
      await host.close();
      await nothingIsLeft(narrow);
    } finally {
      await host.close();
      await narrow.remove();
    }
  },
  INSTALLING.timeout,
);
