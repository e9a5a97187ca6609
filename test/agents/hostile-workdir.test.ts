import { execFileSync } from 'node:child_process';
import {
  existsSync,
  linkSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  realpathSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, onTestFinished, test } from 'vitest';
import { INBOX_FILE, prepareWorkdir } from '../../src/agents/session/prepare-workdir.ts';
import { localHost } from '../../src/hosts/local/local-host.ts';

// What a program that may write in its workdir alone can have the driver do outside of it.

function makeFolders(): { workdir: string; outside: string } {
  const base = realpathSync(mkdtempSync(join(tmpdir(), 'causeway-hostile-')));
  onTestFinished(() => rmSync(base, { recursive: true, force: true, maxRetries: 10 }));
  const workdir = join(base, 'work');
  const outside = join(base, 'outside');
  mkdirSync(join(workdir, '.causeway'), { recursive: true });
  mkdirSync(outside);
  return { workdir, outside };
}

const taken = { logFile: 'optio.log', takenOver: true, captureBrowser: true };

test('a folder of scripts that an agent made a link is made anew when the session is taken over', async () => {
  const { workdir, outside } = makeFolders();
  writeFileSync(join(outside, 'xdg-open'), 'the real one');
  symlinkSync(outside, join(workdir, '.causeway/bin'));
  await prepareWorkdir(localHost(), { workdir, ...taken });
  expect(readdirSync(outside)).toEqual(['xdg-open']);
  expect(readFileSync(join(outside, 'xdg-open'), 'utf8')).toBe('the real one');
  expect(readdirSync(join(workdir, '.causeway/bin'))).toContain('causeway-say');
});

test('a state folder that is a link leads no script elsewhere', async () => {
  const { workdir, outside } = makeFolders();
  rmSync(join(workdir, '.causeway'), { recursive: true });
  symlinkSync(outside, join(workdir, '.causeway'));
  await expect(prepareWorkdir(localHost(), { workdir, ...taken })).rejects.toMatchObject({
    code: 'command_failed',
    message: expect.stringContaining('is a link where a folder is needed'),
  });
  expect(existsSync(join(outside, 'bin/causeway-say'))).toBe(false);
});

test('H-A13: an agent that removed its log does not keep its session from being taken over', async () => {
  const { workdir } = makeFolders();
  mkdirSync(join(workdir, 'deliverables'));
  writeFileSync(join(workdir, INBOX_FILE), 'NOTE: kept\n');
  await prepareWorkdir(localHost(), { workdir, ...taken });
  expect(readFileSync(join(workdir, 'optio.log'), 'utf8')).toBe('');
  expect(readFileSync(join(workdir, INBOX_FILE), 'utf8')).toBe('NOTE: kept\n');
});

test('an inbox that is a hard link to a file of somebody else is not written to', async () => {
  const { workdir, outside } = makeFolders();
  const profile = join(outside, '.profile');
  writeFileSync(profile, 'export A=1\n');
  linkSync(profile, join(workdir, INBOX_FILE));
  await expect(
    localHost().appendFile(join(workdir, INBOX_FILE), 'ASKED id=r1: $(touch pwned)\n'),
  ).rejects.toMatchObject({ code: 'unsafe_path' });
  expect(readFileSync(profile, 'utf8')).toBe('export A=1\n');
});

test('links that wait where the lock of the next driver is made are not written through', async () => {
  const { workdir, outside } = makeFolders();
  const victim = join(outside, 'victim');
  writeFileSync(victim, 'precious');
  // The numbers that the shell which makes the lock may get.
  const next = Number(execFileSync('sh', ['-c', 'echo $$'], { encoding: 'utf8' }));
  for (let pid = next; pid < next + 20_000; pid += 1) {
    symlinkSync(victim, join(workdir, `.causeway/driver.lock.${pid}`));
  }
  const opened = await localHost().openWorkdir({ path: workdir, task: 'next' });
  expect(readFileSync(victim, 'utf8')).toBe('precious');
  await opened.release();
});

test('a link in place of where earlier sessions are moved to has nothing moved there', async () => {
  const { workdir, outside } = makeFolders();
  symlinkSync(outside, join(workdir, '.causeway/earlier'));
  writeFileSync(join(workdir, 'optio.log'), 'from before');
  const opening = localHost().openWorkdir({
    path: workdir,
    task: 'next',
    moveAside: ['optio.log'],
  });
  await expect(opening).rejects.toMatchObject({ code: 'unsafe_path' });
  expect(readdirSync(outside)).toEqual([]);
  // Nobody is kept out by the try.
  expect(existsSync(join(workdir, '.causeway/driver.lock'))).toBe(false);
});

test('a flood of forged records, and one without an end, hold up the next session only so long', async () => {
  const { workdir } = makeFolders();
  const boot = readFileSync('/proc/sys/kernel/random/boot_id', 'utf8').trim();
  const record = `${'0'.repeat(32)} launched 1 1 1 1 ${boot}\n`;
  for (let folder = 0; folder < 300; folder += 1) {
    mkdirSync(join(workdir, `.causeway/run-${folder}`));
    writeFileSync(join(workdir, `.causeway/run-${folder}/record`), record.repeat(200));
  }
  writeFileSync(join(workdir, '.causeway/record'), record.repeat(20_000));
  const opened = await localHost().openWorkdir({ path: workdir, task: 'next' });
  expect(opened.earlier?.ended ?? 0).toBe(0);
  await opened.release();
});
