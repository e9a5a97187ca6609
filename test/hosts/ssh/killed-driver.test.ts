import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { expect, test } from 'vitest';
import { sshBox } from './ssh-box.ts';
import { clients, masters, serverSide, sessionOf, until } from './ssh-processes.ts';

const box = sshBox();
const driver = fileURLToPath(new URL('fixtures/driver.ts', import.meta.url));

test('H-A14 a driver that is killed leaves no ssh behind, and no session on the server', async () => {
  const { sshd } = box;
  const log = join(sshd.folder, 'followed.log');
  const pidFile = join(sshd.folder, 'pid');
  writeFileSync(log, 'line\n');
  const child = spawn(process.execPath, [driver, sshd.configFile, log, pidFile], {
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  await once(child.stdout, 'data');
  await until('the command ran', () => existsSync(pidFile));
  const ours = [...masters(child.pid), ...clients(child.pid)];
  expect(ours.length).toBeGreaterThan(2);
  expect(serverSide(sshd.pid)).not.toEqual([]);
  child.kill('SIGKILL');
  await once(child, 'exit');
  await until('every ssh of it is gone', () => ours.every((pid) => !isThere(pid)));
  await until('every session of it is gone', () => serverSide(sshd.pid).length === 0);
  // Without a terminal a command outlives its connection: it is for its driver to end it.
  process.kill(Number(readFileSync(pidFile, 'utf8')), 'SIGKILL');
});

test('a key of the terminal, and a question there, do not reach an ssh', async () => {
  const host = box.host();
  const running = host.run(['sleep', '2']);
  await until('it runs', () => clients().length === 1);
  for (const pid of [...masters(), ...clients()]) expect(sessionOf(pid)).toBe(pid);
  await running;
  await host.close();
});

test('a host that is closed leaves no ssh behind, no session and no command on the server', async () => {
  const host = box.host();
  await host.connect();
  const follower = host.follow(join(box.sshd.folder, 'none.log'))[Symbol.asyncIterator]();
  const next = follower.next().catch(() => undefined);
  const pidFile = join(box.sshd.folder, 'closed');
  const running = host
    .run({ shell: `echo $$ >'${pidFile}'; exec sleep 1000` })
    .catch((error: Error) => error);
  await until('both use it', () => clients().length === 2 && existsSync(pidFile));
  await host.close();
  expect(await running).toMatchObject({ code: 'host_closed' });
  await next;
  expect(masters()).toEqual([]);
  await until('the command is gone', () => !isThere(Number(readFileSync(pidFile, 'utf8'))));
  await until('the clients are gone', () => clients().length === 0);
  await until('the sessions are gone', () => serverSide(box.sshd.pid).length === 0);
});

function isThere(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch {
    return false;
  }
}
