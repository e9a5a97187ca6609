import { existsSync, mkdtempSync, rmSync } from 'node:fs';
import { appendFile, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, expect, test } from 'vitest';
import type { Follower } from '../../../src/hosts/follower.ts';
import type { Host } from '../../../src/hosts/host.ts';
import type { HostProcess } from '../../../src/hosts/process.ts';
import { sshBox } from './ssh-box.ts';
import { masters, until } from './ssh-processes.ts';
import { startSshd } from './sshd.ts';

const box = sshBox();
const folder = mkdtempSync(join(tmpdir(), 'causeway-long-'));
afterAll(() => rmSync(folder, { recursive: true, force: true, maxRetries: 10 }));

function launch(host: Host, name: string): Promise<HostProcess> {
  return host.launch({
    command: ['sleep', '1000'],
    cwd: folder,
    stateFolder: join(folder, name),
  });
}

/** Follows a file; tells the lines that came. */
function readLines(host: Host, path: string): { follower: Follower; lines: string[] } {
  const follower = host.follow(path);
  const lines: string[] = [];
  const read = async (): Promise<void> => {
    for await (const batch of follower) {
      if (batch.type === 'lines') lines.push(...batch.lines.map(({ text }) => text));
    }
  };
  void read();
  return { follower, lines };
}

test('files are followed beyond the sessions of one connection, and a program is still ended', async () => {
  const host = box.host();
  await host.connect();
  const before = masters().length;
  const program = await launch(host, 'first');
  const exited = program.exited;
  const paths = Array.from({ length: 15 }, (_, n) => join(folder, `log-${n}`));
  for (const path of paths) await writeFile(path, 'begun\n');
  const followed = paths.map((path) => readLines(host, path));
  await until('all are followed', () => followed.every(({ lines }) => lines.length === 1));
  for (const path of paths) await appendFile(path, 'more\n');
  await until('all go on', () => followed.every(({ lines }) => lines[1] === 'more'));
  expect(masters().length - before).toBeGreaterThan(0);

  expect(await program.stop()).toMatchObject({ wasAlive: true, left: 0 });
  expect(await exited).toEqual({ signal: 'SIGINT' });
  for (const { follower } of followed) follower.stop();
  await until('what held them has ended', () => masters().length === before);
  await host.close();
});

test('a program is ended while commands have taken every session', async () => {
  const host = box.host();
  const program = await launch(host, 'second');
  const stop = new AbortController();
  const started = Array.from({ length: 12 }, (_, n) => join(folder, `started-${n}`));
  const commands = started.map((path) =>
    host
      .run({ shell: `: >'${path}'; sleep 1000` }, { signal: stop.signal, timeoutMs: 600_000 })
      .catch(() => undefined),
  );
  const count = (): number => started.filter((path) => existsSync(path)).length;
  await until('eight run', () => count() === 8);
  expect(await program.stop()).toMatchObject({ wasAlive: true, left: 0 });
  expect(count()).toBe(8);
  stop.abort();
  await Promise.all(commands);
  await host.close();
});

test('a server of few sessions is enough for a program, its output and its end', async () => {
  const narrow = await startSshd(['MaxSessions 3']);
  try {
    const host = box.host({ configFile: narrow.configFile });
    const program = await launch(host, 'narrow');
    const exited = program.exited;
    const paths = [program.stdoutFile, program.stderrFile, join(folder, 'narrow.log')];
    for (const path of paths) await appendFile(path, 'here\n');
    const followed = paths.map((path) => readLines(host, path));
    await until('all are followed', () => followed.every(({ lines }) => lines.length === 1));
    expect(await program.stop()).toMatchObject({ wasAlive: true, left: 0 });
    expect(await exited).toEqual({ signal: 'SIGINT' });
    for (const { follower } of followed) follower.stop();
    await host.close();
  } finally {
    await narrow.remove();
  }
});
