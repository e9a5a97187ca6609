import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { quoteWords } from '../../../src/hosts/ssh/quote-word.ts';
import { sshBox } from './ssh-box.ts';
import { until } from './ssh-processes.ts';
import { startSshd } from './sshd.ts';

const box = sshBox();

const text = fc.string({ unit: 'binary', maxLength: 40 }).filter((word) => !word.includes('\0'));

test('H-A10 any words, variables, folders and input arrive as they are', async () => {
  const host = box.host();
  const script =
    'process.stdout.write(JSON.stringify([process.argv.slice(1), process.env.V, process.cwd(), require("fs").readFileSync(0, "utf8")]))';
  const folderName = text.filter(
    (name) => !/^\.{0,2}$|\//.test(name) && Buffer.byteLength(name) < 200,
  );
  await fc.assert(
    fc.asyncProperty(
      fc.array(text, { maxLength: 4 }),
      text,
      folderName,
      fc.string({ unit: 'binary' }),
      async (words, value, name, stdin) => {
        const well = [...words, value, name, stdin].every((each) => each.isWellFormed());
        fc.pre(well);
        const cwd = join(box.sshd.folder, name);
        mkdirSync(cwd, { recursive: true });
        const { stdout, stderr, exitCode } = await host.run(
          [process.execPath, '-e', script, '--', ...words],
          { cwd, env: { V: value }, stdin },
        );
        expect({ exitCode, stderr }).toEqual({ exitCode: 0, stderr: '' });
        expect(JSON.parse(stdout)).toEqual([words, value, cwd, stdin]);
      },
    ),
    { numRuns: 15 },
  );
});

test('quoted words are the same words for every POSIX shell', async () => {
  const host = box.host();
  const words = [
    "'",
    '\\',
    '!',
    '\n',
    '$(id)',
    '`id`',
    '"',
    '*',
    '',
    '-n',
    "'\\''",
    '\\\\\n',
    '\x01\x7f',
  ];
  for (const shell of ['sh', 'bash', 'dash']) {
    const line = `printf '%s\\0' ${quoteWords(words)}`;
    const { stdout } = await host.run([shell, '-c', line]);
    expect(stdout.split('\0').slice(0, -1)).toEqual(words);
  }
});

test('no word, variable or input stands on a command line of this machine', async () => {
  const host = box.host();
  const running = host.run(
    { shell: 'cat /proc/$PPID/cmdline /proc/self/cmdline; sleep 0.1' },
    {
      env: { TOKEN: 'secret-value' },
      stdin: 'secret-input',
    },
  );
  expect((await running).stdout).not.toContain('secret');
});

test('exit codes and signals are told apart', async () => {
  const host = box.host();
  const ended = async (shell: string) => {
    const { exitCode, signal } = await host.run({ shell });
    return exitCode ?? signal;
  };
  expect(await ended('exit 0')).toBe(0);
  expect(await ended('exit 255')).toBe(255);
  expect(await ended('exit 137')).toBe(137);
  expect(await ended('kill -9 $$')).toBe('SIGKILL');
  expect(await ended('kill -TERM $$')).toBe('SIGTERM');
});

test('without perl over there all but the name of a signal is the same', async () => {
  const bare = await startSshd([`SetEnv PATH=${join(box.sshd.folder, 'bin')}`]);
  try {
    const bin = join(box.sshd.folder, 'bin');
    const host = box.host();
    await host.run({
      shell: `mkdir -p '${bin}'; for name in sh cat id uname ps sleep head wc stat dd readlink sha256sum mktemp mkdir mv rm ln chmod env; do ln -sf "$(command -v $name)" '${bin}/'; done`,
    });
    const poor = box.host({ configFile: bare.configFile });
    expect(
      await poor.run({ shell: 'command -v perl; cat; exit 3' }, { stdin: 'in' }),
    ).toMatchObject({
      exitCode: 3,
      stdout: 'in',
    });
    expect(await poor.run({ shell: 'kill -9 $$' })).toMatchObject({ exitCode: 137 });
    await expect(poor.run(['none-such'])).rejects.toMatchObject({ code: 'program_missing' });
    await expect(poor.run([box.sshd.configFile])).rejects.toMatchObject({ code: 'no_permission' });
    await expect(poor.run(['sh', '-c', 'exit 2'], { check: true })).rejects.toMatchObject({
      code: 'command_failed',
    });
    const file = join(box.sshd.folder, 'poor');
    await poor.writeFile(file, 'one\n');
    await poor.appendFile(file, 'two\n');
    expect(Buffer.from(await poor.fetch(file)).toString()).toBe('one\ntwo\n');
    expect(await poor.connect()).toMatchObject({ helper: 'sh' });
    await poor.close();
  } finally {
    await bare.remove();
  }
});

test('H-A12 a command whose time is up is ended with its group', async () => {
  const host = box.host();
  const pids = join(box.sshd.folder, 'pids');
  writeFileSync(pids, '');
  const result = await host.run(
    { shell: `trap "" TERM; sleep 1000 & echo $! $$ >'${pids}'; echo begun; wait; sleep 1000` },
    { timeoutMs: 1500 },
  );
  expect(result).toMatchObject({ timedOut: true, stdout: 'begun\n' });
  expect(result.exitCode).toBeUndefined();
  for (const pid of readFileSync(pids, 'utf8').trim().split(' ').map(Number)) {
    await until('it has ended', () => !isRunning(pid));
  }
  const called = new AbortController();
  const running = host.run({ shell: `echo $$ >'${pids}'; exec sleep 1000` }, called);
  await until('it ran', () => /^\d+\n$/.test(readFileSync(pids, 'utf8')));
  called.abort();
  await expect(running).rejects.toMatchObject({ code: 'aborted' });
  const pid = Number(readFileSync(pids, 'utf8'));
  await until('it has ended', () => !isRunning(pid));
});

test('what a command leaves in the background does not hold its end up', async () => {
  const host = box.host();
  const result = await host.run({ shell: 'sleep 20 & echo done' });
  expect(result).toMatchObject({ exitCode: 0, stdout: 'done\n' });
});

test('output is kept up to the cap of each stream, and told to be cut', async () => {
  const host = box.host();
  const result = await host.run(
    { shell: 'yes o | head -c 3000000; yes e | head -c 3000000 >&2; exit 7' },
    { maxOutputBytes: 1001 },
  );
  expect(result).toMatchObject({ exitCode: 7, truncated: true });
  expect(result.stdout).toBe(`${'o\n'.repeat(500)}o`);
  expect(result.stderr).toBe(`${'e\n'.repeat(500)}e`);
});

test('many commands at once wait for a session, and all end', async () => {
  const host = box.host();
  const all = Array.from({ length: 40 }, (_, n) => host.run(['echo', `${n}`]));
  const lines = (await Promise.all(all)).map(({ stdout }) => stdout);
  expect(lines).toEqual(Array.from({ length: 40 }, (_, n) => `${n}\n`));
});

test('a server that allows few sessions is used with as many', async () => {
  const narrow = await startSshd(['MaxSessions 3']);
  try {
    const host = box.host({ configFile: narrow.configFile });
    const all = Array.from({ length: 12 }, (_, n) => host.run(['echo', `${n}`]));
    const lines = (await Promise.all(all)).map(({ stdout }) => stdout);
    expect(lines).toEqual(Array.from({ length: 12 }, (_, n) => `${n}\n`));
    await host.close();
  } finally {
    await narrow.remove();
  }
});

test('a server that allows one session only is told with the setting', async () => {
  const single = await startSshd(['MaxSessions 1']);
  try {
    const host = box.host({ configFile: single.configFile });
    await expect(host.run(['true'])).rejects.toMatchObject({
      code: 'host_refused',
      message:
        'box allows no session beside the one that holds the connection; raise MaxSessions in its sshd_config to 10',
    });
    await host.close();
  } finally {
    await single.remove();
  }
});

function isRunning(pid: number): boolean {
  try {
    return !/\) Z /.test(readFileSync(`/proc/${pid}/stat`, 'utf8'));
  } catch {
    return false;
  }
}
