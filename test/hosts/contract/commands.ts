import { randomBytes } from 'node:crypto';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import type { Host } from '../../../src/hosts/host.ts';
import { countRunning, makeFolder, removeFolder, uniqueSeconds } from './machine.ts';
import { until } from './until.ts';

/** How commands are run to their end. */
export function describeCommands(open: () => Promise<Host>): void {
  describe('commands', () => {
    let host: Host;
    let folder: string;

    beforeEach(async () => {
      host = await open();
      folder = await makeFolder(host);
    });
    afterEach(async () => {
      await removeFolder(host, folder);
    });

    test('H-A10 words, variables and folders reach a command as they are', async () => {
      const hostile = ['', ' ', `it's "$HOME" \`id\``, 'a\nb\n', '\\n', '-n', '*', 'Größe 😀'];
      const words = ['sh', '-c', 'printf "<%s>" "$@" "$X" "$PWD"', 'sh', ...hostile] as const;
      const result = await host.run(['sh', ...words.slice(1)], {
        cwd: folder,
        env: { X: "a\n'b' \\t\n" },
      });
      expect(result.stdout).toBe(
        [...hostile, "a\n'b' \\t\n", folder].map((word) => `<${word}>`).join(''),
      );
    });

    test('a line is the machine’s sh’s to read', async () => {
      const result = await host.run({
        shell: 'for i in 1 2; do echo $i; done; echo e >&2; exit 3',
      });
      expect(result).toMatchObject({
        exitCode: 3,
        stdout: '1\n2\n',
        stderr: 'e\n',
        timedOut: false,
        truncated: false,
      });
      expect(result.durationMs).toBeGreaterThan(0);
      expect(result).not.toHaveProperty('signal');
    });

    test('a command runs in the user’s home unless it is told another folder', async () => {
      const { home } = await host.connect();
      expect((await host.run(['pwd'])).stdout).toBe(`${home}\n`);
      expect((await host.run(['pwd'], { cwd: '~/' })).stdout.trimEnd()).toMatch(/^\//);
    });

    test('what is sent is read, then an end of file', async () => {
      const bytes = randomBytes(300_000);
      const counted = await host.run(['sha256sum'], { stdin: bytes });
      const expected = await crypto.subtle.digest('SHA-256', bytes);
      expect(counted.stdout.slice(0, 64)).toBe(Buffer.from(expected).toString('hex'));
      expect((await host.run(['cat'])).stdout).toBe('');
      expect((await host.run(['cat'], { stdin: 'a\0b' })).stdout).toBe('a\0b');
    });

    test('a command that does not read what is sent fails nothing', async () => {
      const result = await host.run(['true'], { stdin: new Uint8Array(5_000_000) });
      expect(result.exitCode).toBe(0);
    });

    test('output beyond the bound is dropped and told, each stream for itself', async () => {
      const shell = 'head -c 3000000 /dev/zero | tr "\\0" x; printf ok >&2';
      const result = await host.run({ shell }, { maxOutputBytes: 100_000 });
      expect(result.stdout).toBe('x'.repeat(100_000));
      expect(result).toMatchObject({ stderr: 'ok', truncated: true, exitCode: 0 });
      const exact = await host.run(['printf', 'abc'], { maxOutputBytes: 3 });
      expect(exact).toMatchObject({ stdout: 'abc', truncated: false });
    });

    test('a character that the bound cuts is left out', async () => {
      const result = await host.run(['printf', 'a😀'], { maxOutputBytes: 3 });
      expect(result).toMatchObject({ stdout: 'a', truncated: true });
    });

    test('bytes that are no text are shown as such', async () => {
      const result = await host.run({ shell: 'printf "a\\377b"' });
      expect(result.stdout).toBe('a\uFFFDb');
    });

    test('the signal that ended a command is told', async () => {
      const result = await host.run({ shell: 'kill -TERM $$' });
      expect(result.signal).toBe('SIGTERM');
      expect(result).not.toHaveProperty('exitCode');
    });

    test('what a command left behind with its streams does not hold it up', async () => {
      const seconds = uniqueSeconds();
      const result = await host.run({ shell: `sleep ${seconds} & echo done` });
      expect(result).toMatchObject({ exitCode: 0, stdout: 'done\n', timedOut: false });
      expect(await countRunning(host, `sleep ${seconds}`)).toBe(1);
      await host.run({
        shell: `kill $(ps -A -o pid=,args= | grep '[s]leep ${seconds}' | awk '{print $1}')`,
      });
    });

    test('H-A12 at its time-out a command is ended with its group, whatever it ignores', async () => {
      const seconds = uniqueSeconds();
      const shell = `trap '' TERM INT; sleep ${seconds} & echo begun; while :; do sleep 0.1; done`;
      const result = await host.run({ shell }, { timeoutMs: 1500 });
      expect(result).toMatchObject({ timedOut: true, stdout: 'begun\n' });
      await until(async () => (await countRunning(host, `sleep ${seconds}`)) === 0);
    });

    test('H-A12 a command that is called off is ended with its group', async () => {
      const seconds = uniqueSeconds();
      const controller = new AbortController();
      const running = host.run({ shell: `sleep ${seconds} & wait` }, { signal: controller.signal });
      const settled = expect(running).rejects.toMatchObject({ code: 'aborted' });
      await until(async () => (await countRunning(host, `sleep ${seconds}`)) === 1);
      controller.abort();
      await settled;
      await until(async () => (await countRunning(host, `sleep ${seconds}`)) === 0);
      await expect(host.run(['true'], { signal: controller.signal })).rejects.toMatchObject({
        code: 'aborted',
      });
    });

    test('a command that must succeed says how it did not', async () => {
      const failing = host.run({ shell: 'echo why >&2; exit 3' }, { check: true });
      await expect(failing).rejects.toMatchObject({
        code: 'command_failed',
        message: expect.stringMatching(/with 3.*why/s),
      });
      await expect(
        host.run(['sleep', '600'], { check: true, timeoutMs: 200 }),
      ).rejects.toMatchObject({ code: 'command_timed_out' });
    });

    test('a missing program, a missing folder and one that may not be run are told apart', async () => {
      await expect(host.run(['no-such-program'])).rejects.toMatchObject({
        code: 'program_missing',
        message: expect.stringContaining('"no-such-program"'),
      });
      await expect(host.run(['true'], { cwd: `${folder}/gone` })).rejects.toMatchObject({
        code: 'folder_missing',
        message: expect.stringContaining('gone'),
      });
      await expect(host.run(['/etc/passwd'])).rejects.toMatchObject({ code: 'no_permission' });
      await expect(host.run(['true'], { cwd: 'relative' })).rejects.toMatchObject({
        code: 'unsafe_path',
      });
    });

    test('many at once do not mix', async () => {
      const results = await Promise.all(
        Array.from({ length: 20 }, (_, index) => host.run(['echo', String(index)])),
      );
      expect(results.map(({ stdout }) => Number(stdout))).toEqual(
        Array.from({ length: 20 }, (_, index) => index),
      );
    });
  });
}
