import { execFileSync, spawn } from 'node:child_process';
import { readdirSync, readFileSync, readlinkSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { describe, expect, test } from 'vitest';
import { chooseLauncher } from '../../../src/sandbox/node/launcher.ts';
import { runtimeFiles } from '../../../src/sandbox/node/runtime-files.ts';
import { sharedShell, withShell } from './support/shell.ts';

const { run, outputOf } = sharedShell();

/** Shell processes below a process, by their command line, whatever stands in between. */
function shellsOf(parent: number): number[] {
  const rows = execFileSync('ps', ['-eo', 'pid=,ppid=,args='], { encoding: 'utf8' })
    .split('\n')
    .map((line) => line.trim().split(/\s+/))
    .map(([pid, ppid, ...args]) => ({ pid: Number(pid), ppid: Number(ppid), args }));
  const below = new Set([parent]);
  for (let size = 0; size !== below.size; ) {
    size = below.size;
    for (const { pid, ppid } of rows) if (below.has(ppid)) below.add(pid);
  }
  return rows
    .filter(({ pid, args }) => below.has(pid) && args[1] === '--permission')
    .filter(({ args }) => args.some((word) => word.endsWith('shell/child/main.ts')))
    .map(({ pid }) => pid);
}

const linux = process.platform === 'linux';

for (const launcher of ['none', 'unshare', 'bwrap'] as const) {
  try {
    chooseLauncher(launcher, runtimeFiles());
  } catch (error) {
    process.stderr.write(
      `Not tried here: a shell behind ${launcher}: ${(error as Error).message}\n`,
    );
    continue;
  }
  test.runIf(linux)(
    `H-S2 behind launcher ${launcher} the shell works, and can open nothing`,
    async () => {
      const before = new Set(shellsOf(process.pid));
      await withShell({ launcher }, async (sh) => {
        const all =
          'echo 1 | grep 1 | sed s/1/2/ | awk 1 | sort | python3 -c "print(input())"; ls *.x; date > d';
        expect(await sh(all)).toMatchObject({ stdout: '2\n' });
        const [pid = 0] = shellsOf(process.pid).filter((one) => !before.has(one));
        const limits = readFileSync(`/proc/${pid}/limits`, 'utf8');
        for (const name of ['open files', 'processes', 'file size', 'core file size']) {
          expect(limits).toMatch(new RegExp(`^Max ${name} +0 +0 `, 'm'));
        }
        const variables = readFileSync(`/proc/${pid}/environ`, 'utf8').split('\0').filter(Boolean);
        expect(variables.filter((one) => !/^(MALLOC_|PWD=)/.test(one))).toEqual([]);
        const files = readdirSync(`/proc/${pid}/fd`)
          .map((fd) => readlinkSync(`/proc/${pid}/fd/${fd}`))
          .filter((target) => target.startsWith('/') && !target.startsWith('/dev/null'));
        expect(files).toEqual([]);
      });
    },
  );
}

describe('what reaches beyond the session', () => {
  test('H-S2 is not among the commands', async () => {
    for (const name of [
      'sqlite3',
      'node',
      'js-exec',
      'curl',
      'wget',
      'ssh',
      'git',
      'npm',
      'perl',
      'sudo',
      'mount',
    ]) {
      expect((await run(`${name} x`)).exitCode, name).toBe(127);
      expect(await outputOf(`ls /bin /usr/bin | grep -x ${name} | wc -l`)).toBe('0\n');
    }
    expect((await run('help | grep -c __causeway; ls /usr/bin | grep causeway')).stdout).toBe(
      '0\n',
    );
  });

  test('H-S2 is not among the files', async () => {
    const paths = [
      '/etc/passwd',
      '/proc/self/environ',
      '/proc/1/cmdline',
      '/root',
      fileURLToPath(import.meta.url),
      process.execPath,
    ];
    for (const path of paths) {
      expect((await run(`cat ${path}; ls ${path}; source ${path}`)).stdout, path).toBe('');
      expect((await run(`python3 ${path}`)).exitCode, path).not.toBe(0);
    }
    expect(
      await outputOf('find / -name "*.ts" -o -name passwd -o -name node_modules | wc -l'),
    ).toBe('0\n');
    expect((await run('env; set')).stdout).not.toMatch(/npm_|VITEST|NODE_/);
    expect(
      (await run('echo x > /dev/tcp/127.0.0.1/80; exec 3<>/dev/tcp/127.0.0.1/80')).exitCode,
    ).not.toBe(0);
  });
});

test('H-S3 what a command prints is output, whatever it looks like', async () => {
  // The frames by which the shell tells that a run is over, and asks for files.
  const frames = [
    '\\000\\000\\000\\000\\012\\000\\000\\000',
    '\\016\\000\\000\\000\\012\\000\\000\\000{"exitCode":7}',
    '{"id":1,"kind":"file","operation":{"op":"remove","path":"/"}}',
  ];
  const before = await outputOf('echo kept > kept; ls');
  for (const frame of frames) {
    const { stdout, exitCode } = await run(
      `printf '${frame}'; printf '${frame}' >&2; echo; echo after`,
    );
    expect(stdout).toMatch(/\nafter\n$/);
    expect(exitCode).toBe(0);
  }
  expect(await outputOf('ls')).toBe(before);
});

test('the shell’s own commands do nothing that a program of the session could not', async () => {
  await run('/usr/bin/__causeway_next 0; echo rest');
  await run(
    '/usr/bin/__causeway_next begin; /usr/bin/__causeway_start /nowhere; __causeway_next x',
  );
  // A program that interferes has only its own session to lose; a new shell heals it.
  await run('exit 0');
  expect(await outputOf('echo well')).toBe('well\n');
});

test.runIf(linux)('a shell that is busy ends with its host, however that ends', async () => {
  const host = spawn(
    process.execPath,
    ['--no-warnings', fileURLToPath(new URL('support/busy-host.ts', import.meta.url))],
    { stdio: ['ignore', 'pipe', 'inherit'] },
  );
  await new Promise((resolve) => host.stdout.once('data', resolve));
  const shells = shellsOf(host.pid ?? 0);
  expect(shells.length).toBe(1);
  host.kill('SIGKILL');
  const alive = (pid: number): boolean => {
    try {
      return !/^State:\s+Z/m.test(readFileSync(`/proc/${pid}/status`, 'utf8'));
    } catch {
      return false;
    }
  };
  while (shells.some(alive)) await new Promise((resolve) => setTimeout(resolve, 20));
  expect(shells.some(alive)).toBe(false);
});
