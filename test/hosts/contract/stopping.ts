import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import type { HostProcess } from '../../../src/hosts/process.ts';
import {
  countRunning,
  makeFolder,
  type ProgramHost,
  removeFolder,
  uniqueSeconds,
} from './machine.ts';
import type { ProgramAbilities } from './programs.ts';
import { until } from './until.ts';

/** How programs are ended with all they started. */
export function describeStopping(
  open: () => Promise<ProgramHost>,
  { findsAll }: Pick<ProgramAbilities, 'findsAll'>,
): void {
  describe('stopping', () => {
    let host: ProgramHost;
    let folder: string;
    let seconds: string;
    let program: HostProcess | undefined;

    beforeEach(async () => {
      host = await open();
      folder = await makeFolder(host);
      seconds = uniqueSeconds();
    });
    afterEach(async () => {
      await program?.stop({ steps: [] });
      program = undefined;
      await removeFolder(host, folder);
    });

    /** Launches a line of sh in which `$S` is a `sleep`, and waits until that many sleeps run. */
    async function launch(line: string, sleeps: number): Promise<HostProcess> {
      program = await host.launch({
        command: ['sh', '-c', line],
        cwd: folder,
        env: { S: `sleep ${seconds}` },
        stateFolder: `${folder}/.causeway`,
      });
      await until(async () => (await countRunning(host, `sleep ${seconds}`)) === sleeps);
      return program;
    }
    const running = (): Promise<number> => countRunning(host, `sleep ${seconds}`);
    const quick = {
      steps: [
        { signal: 'SIGINT', graceMs: 100 },
        { signal: 'SIGTERM', graceMs: 100 },
      ],
    } as const;
    const patient = { steps: [{ signal: 'SIGINT', graceMs: 60_000 }] } as const;

    test('H-A12 a program that obeys is ended by the first signal, with its own exit code', async () => {
      const found = await launch("trap 'kill $!; exit 5' INT; $S & wait", 1);
      const report = await found.stop(patient);
      expect(report).toEqual({ wasAlive: true, signal: 'SIGINT', swept: 0, left: 0 });
      expect(await found.exited).toEqual({ exitCode: 5 });
      expect(await running()).toBe(0);
    });

    test('H-A12 a program that ignores INT and TERM is killed with its group', async () => {
      const found = await launch('trap "" INT TERM; $S & $S & while :; do sleep 0.1; done', 2);
      const report = await found.stop(quick);
      expect(report).toEqual({ wasAlive: true, signal: 'SIGKILL', swept: 0, left: 0 });
      expect(await running()).toBe(0);
      expect(await found.isAlive()).toBe(false);
    });

    test('H-A12 a stopped program is waked to obey', async () => {
      const found = await launch("trap 'kill $!; exit 6' INT; $S & kill -STOP $$; wait", 1);
      const report = await found.stop(patient);
      expect(report).toEqual({ wasAlive: true, signal: 'SIGINT', swept: 0, left: 0 });
      expect(await found.exited).toEqual({ exitCode: 6 });
    });

    test.each([
      ['in a session of its own', 'setsid $S & wait', 1],
      ['orphaned by two forks', '(setsid sh -c "$S & exit" &) ; wait; sleep 600', 1],
      ['whose program has ended', 'setsid $S & exit 0', 1],
      ['that ignores signals', 'trap "" INT TERM HUP; setsid $S & wait', 1],
      ['in one session each', 'setsid $S & setsid $S & setsid $S & wait', 3],
    ])('H-A12 what left the group is swept: one %s', async (_name, line, sleeps) => {
      const found = await launch(line, sleeps);
      const report = await found.stop(quick);
      expect(report).toMatchObject({ wasAlive: true, signal: 'SIGKILL', left: 0 });
      expect(report.swept).toBeGreaterThanOrEqual(sleeps);
      expect(await running()).toBe(0);
      expect(await found.isAlive()).toBe(false);
    });

    if (findsAll) {
      test.each([
        ['while its program runs', 'setsid env -i $S & wait'],
        ['after its program ended', 'setsid env -i $S & exit 0'],
        ['orphaned by two forks', '(env -i setsid sh -c "$S & exit" &) ; wait; sleep 600'],
      ])(
        'H-A12 what left the group with an empty environment is swept: %s',
        async (_name, line) => {
          const found = await launch(line, 1);
          expect(await found.isAlive()).toBe(true);
          const report = await found.stop(quick);
          expect(report).toMatchObject({ wasAlive: true, signal: 'SIGKILL', left: 0 });
          expect(await running()).toBe(0);
        },
      );
    }

    test('H-A12 one that starts others as fast as it can is ended all the same', async () => {
      const found = await launch(
        '$S & trap "" INT TERM; while :; do setsid sh -c ": & :" & sleep 0.01; done',
        1,
      );
      const report = await found.stop(quick);
      expect(report).toMatchObject({ wasAlive: true, left: 0 });
      expect(await found.isAlive()).toBe(false);
      expect(await running()).toBe(0);
    });

    test('nothing else is ended', async () => {
      const other = await host.launch({
        command: ['sleep', seconds],
        cwd: folder,
        stateFolder: `${folder}/other`,
      });
      const found = await launch('$S & wait', 2);
      await found.stop(quick);
      expect(await running()).toBe(1);
      expect(await other.isAlive()).toBe(true);
      await other.stop({ steps: [] });
    });

    test('a program that had ended is told as such', async () => {
      const found = await launch('exit 4', 0);
      await found.exited;
      expect(await found.stop()).toEqual({ wasAlive: false, swept: 0, left: 0 });
      expect(await found.exited).toEqual({ exitCode: 4 });
    });

    test('two that stop it at once both see it end', async () => {
      const found = await launch('$S & wait', 1);
      const again = await (await open()).attach(found.record);
      const reports = await Promise.all([found.stop(quick), again.stop(quick)]);
      expect(reports.map(({ left }) => left)).toEqual([0, 0]);
      expect(await running()).toBe(0);
    });
  });
}
