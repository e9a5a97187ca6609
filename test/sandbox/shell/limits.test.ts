// biome-ignore-all lint/suspicious/noTemplateCurlyInString: these are scripts of the shell
import { execFileSync } from 'node:child_process';
import { describe, expect, test } from 'vitest';
import { sharedShell, withShell } from './support/shell.ts';

const { run, outputOf, session } = sharedShell();

/** Ends by time unless something ends it sooner. */
const SHORT = { limits: { wallClockMs: 700 } };

describe('H-L1 what never ends is ended by the wall clock, and the session goes on', () => {
  test.each([
    ['while true; do :; done'],
    ['while true; do echo more; done > /dev/null'],
    ['until false; do ls; done'],
    ['for ((;;)); do x=1; done'],
    ['f() { while :; do :; done; }; f'],
    ['while :; do :; done | cat'],
    ['x=$(while :; do :; done)'],
    ['sleep 1000'],
    ['cat <(sleep 1000)'],
    ["awk 'BEGIN { while (1) x++ }'"],
    ["jq -n '[limit(1; repeat(1) | select(. == 2))]'"],
    ["echo x | sed ':a; s/x/xx/; s/xx/x/; ba'"],
    ["python3 -c 'while True: pass'"],
    ['python3 -c "import time; time.sleep(1000)" | cat'],
    ['python3 -c "import asyncio; asyncio.run(asyncio.sleep(1000))"'],
    ['while :; do python3 -c "pass"; done'],
    ["python3 -c \"import re; re.match(r'(a+)+$', 'a' * 40 + 'b')\""],
  ])('%s', async (command) => {
    const { exitCode, error, message, stderr } = await run(`echo begun; ${command}`, SHORT);
    expect([exitCode, error]).toEqual([124, 'TimeoutError']);
    expect(message).toBe('the run took longer than 700 ms (limit wallClockMs)');
    expect(stderr).toMatch(
      /(^|\n)causeway: the run took longer than 700 ms \(limit wallClockMs\)\n$/,
    );
    expect(await outputOf('echo usable; python3 -c "print(1)"')).toBe('usable\n1\n');
  });

  test('expressions that make others run for ever do not even take long', async () => {
    const text = `${'a'.repeat(40)}b`;
    const evil = '(a+)+$';
    const { stdout } = await run(
      `echo ${text} | grep -cE '${evil}'; echo ${text} | sed -E 's/(a*)*c/x/'; ` +
        `echo ${text} | awk '/(a+)+c/'; [[ ${text} =~ (a+)+c ]] || echo no`,
    );
    expect(stdout).toBe(`0\n${text}\nno\n`);
  });

  test('what cannot be asked to end is killed, the shell alone, and what it wrote is kept', async () => {
    await (await session()).runPtc({ code: 'kept = 1' });
    await run('export KEPT=yes; lost=1');
    // Inside a function nothing is asked of the host, which the shell would read in between.
    const result = await run('echo before; f() { while :; do :; done; }; f', SHORT);
    expect(result).toMatchObject({ stdout: 'before\n', exitCode: 124, stoppedBy: 'kill' });
    expect(await outputOf('echo "$KEPT [$lost]"')).toBe('yes []\n');
    expect((await (await session()).runPtc({ code: 'kept' })).value).toBe(1);
  });

  test('a program keeps what it wrote before, and nothing after it is run', async () => {
    const { stdout, stderr } = await run(
      `python3 -c 'print("half")\nwhile True: pass'; echo after; touch after`,
      SHORT,
    );
    expect(stdout).toBe('half\n');
    expect(stderr).toContain('KeyboardInterrupt');
    expect(await outputOf('ls -A')).not.toContain('after');
  });

  test('Python that cannot be asked takes the session with it, which is told', async () => {
    await withShell({}, async (sh, open) => {
      const result = await sh("python3 -c 'sum(range(10 ** 12))'", SHORT);
      const message =
        'the run took longer than 700 ms (limit wallClockMs); the program did not stop when asked and was killed';
      expect(result).toMatchObject({
        exitCode: 124,
        error: 'TimeoutError',
        stoppedBy: 'kill',
        message,
        stderr: `causeway: ${message}\n`,
      });
      await expect(sh('echo no')).rejects.toMatchObject({ code: 'sandbox_died' });
      await open.restart();
      expect(await sh('echo yes')).toMatchObject({ stdout: 'yes\n' });
    });
  });
});

describe('H-L6 an abort', () => {
  test.each([
    ['while true; do :; done'],
    ['f() { while :; do :; done; }; f'],
    ["python3 -c 'while True: pass'"],
    ['sleep 1000'],
  ])('ends %s', async (command) => {
    const controller = new AbortController();
    const running = run(`echo begun; ${command}`, {
      signal: controller.signal,
      onOutput: () => setTimeout(() => controller.abort(), 50),
    });
    expect(await running).toMatchObject({
      stdout: 'begun\n',
      exitCode: 130,
      error: 'CancelledError',
      message: 'the run was cancelled',
    });
    expect(await outputOf('echo usable')).toBe('usable\n');
  });

  test('before its turn, or before it begins, runs nothing', async () => {
    const { run } = await session();
    const first = run('rm -f *; sleep 0.3; touch first');
    const controller = new AbortController();
    const second = run('touch second', { signal: controller.signal });
    controller.abort();
    expect(await second).toMatchObject({ exitCode: 130, error: 'CancelledError', stdout: '' });
    await first;
    expect(await run('touch third', { signal: AbortSignal.abort() })).toMatchObject({
      exitCode: 130,
    });
    expect(await outputOf('ls')).toBe('first\n');
  });
});

describe('H-L4 output beyond the limit', () => {
  test('is dropped and told, and the command line goes on', async () => {
    const { stdout, stderr, notes, exitCode } = await run('seq 100000; echo end > reached', {
      limits: { outputBytes: 1000 },
    });
    expect(stdout.length).toBe(1000);
    expect(notes).toEqual(['587,895 bytes of output were dropped: limit outputBytes is 1,000']);
    expect(stderr).toBe(
      'causeway: 587,895 bytes of output were dropped: limit outputBytes is 1,000\n',
    );
    expect(exitCode).toBe(0);
    expect(await outputOf('cat reached')).toBe('end\n');
  });

  test('counts both streams, and what goes elsewhere does not count', async () => {
    const { stdout, stderr } = await run(
      'seq 10000 | wc -l; seq 10000 > f; seq 50 >&2; echo xyz; echo xyz',
      {
        limits: { outputBytes: 150 },
      },
    );
    expect(stdout).toBe('10000\nxyz');
    expect(stderr.split('\n').length).toBe(52);
  });

  test('a value or a text too large for the shell is an error of its command', async () => {
    const { stdout, exitCode } = await run('x=aaaaaaaaaaaaaaaa; while :; do x=$x$x; done; echo no');
    expect([stdout, exitCode]).toEqual(['', 126]);
    expect(await outputOf('echo usable')).toBe('usable\n');
  });
});

test('H-L4 arguments and variables of millions of characters are carried, or refused in so many words', async () => {
  const long = '$(python3 -c \'print("x" * 3_000_000)\')';
  expect(
    await outputOf(`long=${long}; python3 -c 'import sys; print(len(sys.argv[1]))' "$long"`),
  ).toBe('3000000\n');
  expect(await run(`python3 -c 'pass' "$long$long"`)).toMatchObject({
    stderr: 'python3: Argument list too long\n',
    exitCode: 1,
  });
  expect(await outputOf('export LONG=$long$long; echo ${#LONG}')).toBe('6000000\n');
  expect(await outputOf('echo ${#LONG}; unset LONG long')).toBe('6000000\n');
});

describe('memory and recursion', () => {
  test.each([
    ['f() { f; }; f'],
    [':(){ :|:& };:'],
    ['f() { echo $(f); }; f'],
    ['echo "source ./again" > again; . ./again'],
  ])('%s ends with status 126 and a plain word', async (command) => {
    const { exitCode, stderr } = await run(command);
    expect(exitCode).not.toBe(0);
    expect(stderr).toMatch(/(maximum|limit|exceeded)/);
    expect(stderr).not.toContain('executionLimits');
    expect(await outputOf('echo usable')).toBe('usable\n');
  });

  test('H-L3 a shell that takes all its memory ends, and the next run has another', async () => {
    const { exitCode, error, message } = await run(
      `while :; do i=$((i + 1)); a[$i]=$(python3 -c 'print("x" * 20_000_000)'); done`,
      { limits: { wallClockMs: 120_000 } },
    );
    expect([exitCode, error]).toEqual([137, 'ShellDied']);
    expect(message).toBe(
      'the shell used more memory than the 512 MiB it has; the next run starts another',
    );
    expect(await outputOf('echo usable')).toBe('usable\n');
  });

  test('deeply nested text is an error, not the end of the shell', async () => {
    for (const text of [
      `${'('.repeat(5000)}${')'.repeat(5000)}`,
      `echo $((${'('.repeat(5000)}1${')'.repeat(5000)}))`,
    ]) {
      expect((await run(text)).exitCode).not.toBe(0);
    }
    expect(await outputOf('echo usable')).toBe('usable\n');
  });
});

/** Processes of this session's shell, by their command line. */
function shellProcesses(): number[] {
  const list = execFileSync('ps', ['-eo', 'pid=,ppid=,args='], { encoding: 'utf8' });
  return list
    .split('\n')
    .map((line) => line.trim().split(/\s+/))
    .filter(
      ([, parent, ...args]) =>
        Number(parent) === process.pid && /shell\/child\/main/.test(args.join(' ')),
    )
    .map(([pid]) => Number(pid));
}

describe('the shell’s process', () => {
  test('H-L3 killed from outside ends its run with the fact, and the next run starts another', async () => {
    await withShell({}, async (sh, open) => {
      const before = new Set(shellProcesses());
      await open.writeFile('file', 'kept');
      await sh('export KEPT=1; cd /tmp');
      const [pid = 0] = shellProcesses().filter((one) => !before.has(one));
      const running = sh('sleep 1000');
      setTimeout(() => process.kill(pid, 'SIGKILL'), 100);
      expect(await running).toMatchObject({
        exitCode: 137,
        error: 'ShellDied',
        message: 'the shell ended unexpectedly: SIGKILL; the next run starts another',
      });
      expect(await sh('pwd; echo $KEPT; cat /workspace/file')).toMatchObject({
        stdout: '/tmp\n1\nkept',
      });
    });
  });

  test('H-L2 close returns while a command line runs, and leaves no process', async () => {
    const before = shellProcesses();
    for (const command of [
      'f() { while :; do :; done; }; f',
      'sleep 1000',
      "python3 -c 'while True: pass'",
    ]) {
      await withShell({}, async (sh, open) => {
        let ended: string | undefined;
        const running = sh(`echo begun; ${command}`, { onOutput: () => void open.close() }).then(
          ({ error }) => {
            ended = error;
          },
        );
        await running;
        expect(ended).toBe('SandboxDied');
        await expect(sh('echo no')).rejects.toMatchObject({ code: 'sandbox_died' });
      });
    }
    expect(shellProcesses()).toEqual(before);
  });

  test('is not there before the first run, nor after a close while it starts', async () => {
    const before = shellProcesses();
    await withShell({}, async (sh, open) => {
      expect(shellProcesses()).toEqual(before);
      const running = sh('echo never').catch((error: Error) => error.message);
      setImmediate(() => void open.close());
      expect(await running).not.toMatchObject({ stdout: 'never\n' });
    });
    expect(shellProcesses()).toEqual(before);
  });

  test('Python that dies in a command line ends the run, and the session with it', async () => {
    await withShell({}, async (sh) => {
      const result = await sh(
        "echo begun; python3 -c 'import os, signal; os.kill(os.getpid(), 9)'; echo after",
      );
      expect(result).toMatchObject({ error: 'SandboxDied' });
      expect(result.stdout).toMatch(/^begun\n/);
      await expect(sh('echo no')).rejects.toMatchObject({ code: 'sandbox_died' });
    });
  });
});
