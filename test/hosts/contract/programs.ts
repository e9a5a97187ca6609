import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import type { HostProcess, LaunchRequest } from '../../../src/hosts/process.ts';
import { makeFolder, type ProgramHost, removeFolder } from './machine.ts';
import { until } from './until.ts';

/** What differs between runners. */
export interface ProgramAbilities {
  /** Whether an end by a signal is told from the exit code that a shell makes of it. */
  tellsSignals: boolean;
  /** Whether even what left the group with an empty environment is found. */
  findsAll: boolean;
}

/** How programs are launched, found again and known to have ended. */
export function describePrograms(
  open: () => Promise<ProgramHost>,
  { tellsSignals }: Pick<ProgramAbilities, 'tellsSignals'>,
): void {
  describe('programs', () => {
    let host: ProgramHost;
    let folder: string;
    let launched: HostProcess[];

    beforeEach(async () => {
      host = await open();
      folder = await makeFolder(host);
      launched = [];
    });
    afterEach(async () => {
      for (const program of launched) await program.stop({ steps: [] });
      await removeFolder(host, folder);
    });

    async function launch(
      command: LaunchRequest['command'],
      more: Partial<LaunchRequest> = {},
    ): Promise<HostProcess> {
      const state = `${folder}/.causeway/${launched.length}`;
      const program = await host.launch({ command, cwd: folder, stateFolder: state, ...more });
      launched.push(program);
      return program;
    }
    async function read(path: string): Promise<string> {
      return (await host.run(['cat', path], { check: true })).stdout;
    }
    const endedBy = (signal: string, shellCode: number): object =>
      tellsSignals ? { signal } : { exitCode: shellCode };

    test('H-A10 words, variables and folders reach the program as they are', async () => {
      const hostile = ['', ' ', `it's "$HOME" \`id\``, 'a\nb\n', '\\n\\\\', '-n', '*', 'Größe 😀'];
      const program = await launch(
        ['sh', '-c', 'printf "<%s>" "$@" "$X" "$PWD"', 'sh', ...hostile],
        {
          env: { X: "line\nwith 'quotes' \\t\n" },
        },
      );
      expect(await program.exited).toEqual({ exitCode: 0 });
      expect(await read(program.stdoutFile)).toBe(
        [...hostile, "line\nwith 'quotes' \\t\n", folder].map((word) => `<${word}>`).join(''),
      );
    });

    test('the value of a variable is among no words that other users can see', async () => {
      const secret = `token-${crypto.randomUUID()}`;
      const seen = 'ps -A -o args= | grep -c -e "[t]$REST"; echo "$TOKEN"';
      const env = { TOKEN: secret, REST: secret.slice(1) };
      const program = await launch(['sh', '-c', seen], { env });
      await program.exited;
      expect(await read(program.stdoutFile)).toBe(`0\n${secret}\n`);
    });

    test('a program has nothing to read, and its streams are two files', async () => {
      const program = await launch(['sh', '-c', 'cat; echo out; echo err >&2; tty; exit 3']);
      expect(await program.exited).toEqual({ exitCode: 3 });
      expect(await read(program.stdoutFile)).toBe('out\nnot a tty\n');
      expect(await read(program.stderrFile)).toBe('err\n');
      expect(await program.isAlive()).toBe(false);
    });

    test('what a program wrote is for its user alone', async () => {
      const program = await launch(['true']);
      await program.exited;
      const modes = await host.run(
        { shell: 'ls -ld . stdout rc | cut -c 2-10 | sort -u' },
        {
          cwd: `${folder}/.causeway/0`,
        },
      );
      expect(modes.stdout).toBe('rw-------\nrwx------\n');
    });

    test.each([
      ['SIGINT', 130],
      ['SIGQUIT', 131],
      ['SIGTERM', 143],
      ['SIGHUP', 129],
      ['SIGPIPE', 141],
      ['SIGKILL', 137],
    ])('%s is not ignored in a program, and its end is told', async (signal, shellCode) => {
      const program = await launch(['sh', '-c', `kill -${signal.slice(3)} $$; echo survived`]);
      expect(await program.exited).toEqual(endedBy(signal, shellCode));
      expect(await read(program.stdoutFile)).toBe('');
    });

    test('a script without a first line is one for sh', async () => {
      await host.run(
        { shell: 'echo "echo it ran: \\$1" >script; chmod +x script' },
        { cwd: folder },
      );
      const program = await launch(['./script', 'here']);
      expect(await program.exited).toEqual({ exitCode: 0 });
      expect(await read(program.stdoutFile)).toBe('it ran: here\n');
    });

    test('a program is looked for on the path it is given', async () => {
      await host.run(
        { shell: 'mkdir bin; echo "#!/bin/sh\necho own" >bin/agent; chmod +x bin/agent' },
        {
          cwd: folder,
        },
      );
      const program = await launch(['agent'], { env: { PATH: `${folder}/bin:/usr/bin:/bin` } });
      expect(await program.exited).toEqual({ exitCode: 0 });
      expect(await read(program.stdoutFile)).toBe('own\n');
    });

    test.each([
      [['no-such-agent'], 'program_missing', 'No program "no-such-agent"'],
      [['./no-such-agent'], 'program_missing', 'No program "./no-such-agent"'],
      [['/'], 'no_permission', 'Cannot start "/"'],
      [['/etc/passwd'], 'no_permission', 'Cannot start "/etc/passwd"'],
    ] as const)(
      '%s is one clear error, and its folder can be used again',
      async (command, code, message) => {
        const failed = launch(command);
        await expect(failed).rejects.toMatchObject({
          code,
          message: expect.stringContaining(message),
        });
        const program = await launch(['true']);
        expect(await program.exited).toEqual({ exitCode: 0 });
      },
    );

    test('a folder that is not there is told apart from a missing program', async () => {
      await expect(launch(['true'], { cwd: `${folder}/gone` })).rejects.toMatchObject({
        code: 'folder_missing',
        message: expect.stringContaining('gone'),
      });
    });

    test('a variable that no shell knows is refused before anything starts', async () => {
      await expect(launch(['true'], { env: { 'A;B': 'x' } })).rejects.toMatchObject({
        code: 'command_failed',
      });
      await expect(launch(['echo', 'a\0b'])).rejects.toMatchObject({ code: 'command_failed' });
    });

    test('a folder that keeps one launch does not take another', async () => {
      const first = await launch(['sleep', '600']);
      const again = launch(['sleep', '600'], { stateFolder: `${folder}/.causeway/0` });
      await expect(again).rejects.toMatchObject({ code: 'file_exists' });
      expect(await first.isAlive()).toBe(true);
    });

    test('H-A14 another driver finds a running program by its record', async () => {
      const gate = `${folder}/gate`;
      const program = await launch([
        'sh',
        '-c',
        `until [ -e "$1" ]; do sleep 0.02; done; exit 7`,
        'sh',
        gate,
      ]);
      const other = await open();
      const found = await other.attach(JSON.parse(JSON.stringify(program.record)));
      expect(await found.isAlive()).toBe(true);
      expect([found.stdoutFile, found.stderrFile]).toEqual([
        program.stdoutFile,
        program.stderrFile,
      ]);
      const both = Promise.all([found.exited, program.exited]);
      await host.run(['touch', gate]);
      expect(await both).toEqual([{ exitCode: 7 }, { exitCode: 7 }]);
    });

    test('H-A14 the exit code of a program that ended meanwhile is known', async () => {
      const program = await launch(['sh', '-c', 'exit 9']);
      await program.exited;
      const found = await (await open()).attach(program.record);
      expect(await found.exited).toEqual({ exitCode: 9 });
      expect(await found.isAlive()).toBe(false);
    });

    test('with its runner killed a program goes on, and nobody knows how it ended', async () => {
      const program = await launch(['sleep', '600']);
      await host.run(['kill', '-KILL', String(program.record.runner)], { check: true });
      await until(
        async () => (await host.run(['kill', '-0', String(program.record.runner)])).exitCode !== 0,
      );
      expect(await program.isAlive()).toBe(true);
      const { exited } = program;
      await host.run(['kill', '-KILL', String(program.record.pid)], { check: true });
      expect(await exited).toEqual({});
    });

    test('a program that ended and was not yet waited for is not alive', async () => {
      const program = await launch(['sleep', '600']);
      await host.run(['kill', '-STOP', String(program.record.runner)], { check: true });
      await host.run(['kill', '-KILL', String(program.record.pid)], { check: true });
      await until(async () => !(await program.isAlive()));
      const { stdout } = await host.run(['ps', '-o', 'stat=', '-p', String(program.record.pid)]);
      expect(stdout).toMatch(/^Z/);
      await host.run(['kill', '-CONT', String(program.record.runner)], { check: true });
      expect(await program.exited).toEqual(endedBy('SIGKILL', 137));
    });

    test('a number that was given to another process is not taken for the program', async () => {
      const program = await launch(['true']);
      await program.exited;
      const other = await launch(['sleep', '600']);
      const { pid, runner } = other.record;
      const found = await host.attach({
        ...program.record,
        pid: Number(pid),
        runner: Number(runner),
      });
      expect(await found.isAlive()).toBe(false);
      expect(await found.stop()).toEqual({ wasAlive: false, swept: 0, left: 0 });
      expect(await other.isAlive()).toBe(true);
    });

    test('nothing of a program from before a restart of the machine is taken for alive', async () => {
      const program = await launch(['sleep', '600']);
      const found = await host.attach({ ...program.record, boot: 'another-start' });
      expect(await found.isAlive()).toBe(false);
      expect(await found.stop()).toEqual({ wasAlive: false, swept: 0, left: 0 });
      expect(await program.isAlive()).toBe(true);
    });

    test('a record that is none, or whose traces are gone, is unknown', async () => {
      const program = await launch(['true']);
      await program.exited;
      await host.run(['rm', '-rf', `${folder}/.causeway`], { check: true });
      const asked: Readonly<Record<string, string | number>>[] = [
        program.record,
        {},
        { ...program.record, pid: 1 },
        { ...program.record, runner: '5' },
        { ...program.record, mark: '*' },
        { ...program.record, stateFolder: '' },
      ];
      for (const record of asked) {
        await expect(host.attach(record)).rejects.toMatchObject({ code: 'process_unknown' });
      }
    });
  });
}
