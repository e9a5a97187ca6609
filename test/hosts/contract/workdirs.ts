import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import type { Host } from '../../../src/hosts/host.ts';
import { countRunning, makeFolder, removeFolder, uniqueSeconds } from './machine.ts';
import { until } from './until.ts';

/** How the folder of a task is made, held and removed. */
export function describeWorkdirs(open: () => Promise<Host>): void {
  describe('workdirs', () => {
    let host: Host;
    let folder: string;

    beforeEach(async () => {
      host = await open();
      folder = await makeFolder(host);
    });
    afterEach(async () => {
      await removeFolder(host, folder);
    });
    const sh = async (shell: string, cwd = folder): Promise<string> =>
      (await host.run({ shell }, { cwd, check: true })).stdout;

    test('H-A10 a workdir may have any name, and is removed whole', async () => {
      const path = `${folder}/-a b'c"d\`e\`$(touch x)\n*\\/wörk\n`;
      const workdir = await host.openWorkdir({ path, task: 'task-1' });
      expect(workdir).toMatchObject({ path, made: true });
      await host.writeFile(`${path}/a/b.txt`, 'text');
      expect(await sh('cat a/b.txt', path)).toBe('text');
      await workdir.remove();
      expect(await sh('find . -name "w*k*"; find . -name x')).toBe('');
    });

    test('without a path it is one of its own below the user’s cache', async () => {
      const task = `test-${crypto.randomUUID()}`;
      const workdir = await host.openWorkdir({ task });
      const { home } = await host.connect();
      expect(workdir.path.startsWith(`${home}/`)).toBe(true);
      expect(workdir.path.endsWith(`/causeway/workdirs/${task}`)).toBe(true);
      expect(workdir.made).toBe(true);
      expect(await sh('ls -ld . | cut -c 1-10', workdir.path)).toBe('drwx------\n');
      await workdir.remove();
      await expect(host.run(['true'], { cwd: workdir.path })).rejects.toMatchObject({
        code: 'folder_missing',
      });
    });

    test.each([
      '..',
      '.',
      '',
      'a/b',
      '../x',
      '.hidden',
      'a b',
      '-x',
      'x\n',
      'a\0b',
      'x'.repeat(101),
    ])('H-A10 no task is named %j', async (task) => {
      await expect(host.openWorkdir({ task })).rejects.toMatchObject({ code: 'unsafe_path' });
    });

    test.each(['', 'relative', './x', '~x', '/', '//', '/a\0b'])(
      'H-A10 no workdir is at %j',
      async (path) => {
        await expect(host.openWorkdir({ path, task: 'task-1' })).rejects.toMatchObject({
          code: 'unsafe_path',
        });
      },
    );

    test('a link to a folder is followed once, when it is opened', async () => {
      await sh('mkdir real; ln -s real link');
      const workdir = await host.openWorkdir({ path: `${folder}/link`, task: 'task-1' });
      expect(workdir).toMatchObject({ path: `${folder}/real`, made: false });
    });

    test('H-A10 a folder that was there is never removed', async () => {
      await sh('mkdir mine; echo kept >mine/file');
      const workdir = await host.openWorkdir({ path: `${folder}/mine`, task: 'task-1' });
      expect(workdir.made).toBe(false);
      await workdir.remove();
      expect(await sh('cat mine/file')).toBe('kept\n');
    });

    test('H-A10 removing one follows no link in it, and mends folders that are read-only', async () => {
      await sh('mkdir outside; echo kept >outside/file; chmod 755 outside');
      const workdir = await host.openWorkdir({ path: `${folder}/work`, task: 'task-1' });
      await sh(
        'ln -s ../outside link; mkdir -p a/b; ln -s ../../../outside a/b/link; touch a/b/c; chmod 500 a/b a',
        workdir.path,
      );
      await workdir.remove();
      await workdir.remove();
      expect(await sh('ls; cat outside/file; ls -ld outside | cut -c 1-10')).toBe(
        'outside\nkept\ndrwxr-xr-x\n',
      );
    });

    test('H-A10 one that was exchanged for a link to another folder is not removed', async () => {
      const workdir = await host.openWorkdir({ path: `${folder}/work`, task: 'task-1' });
      await sh('mkdir -p precious; echo kept >precious/file; mv work moved; ln -s precious work');
      await workdir.remove();
      expect(await sh('cat precious/file')).toBe('kept\n');
      await sh('rm work; mv precious work');
      const other = await host.openWorkdir({ path: `${folder}/work2`, task: 'task-1' });
      await sh('mv work2 moved2; mkdir work2; echo kept >work2/file');
      await expect(other.remove()).rejects.toMatchObject({ code: 'unsafe_path' });
      expect(await sh('cat work2/file')).toBe('kept\n');
    });

    test('one that is held is in use for everybody else, with who holds it', async () => {
      const path = `${folder}/work`;
      const workdir = await host.openWorkdir({ path, task: 'task-1' });
      for (const takeOver of [false, true]) {
        await expect(
          (await open()).openWorkdir({ path, task: 'task-1', takeOver }),
        ).rejects.toMatchObject({
          code: 'workdir_in_use',
          message: expect.stringMatching(`process ${process.pid} .*task "task-1"`),
        });
      }
      await workdir.release();
      await workdir.release();
      const again = await host.openWorkdir({ path, task: 'task-2' });
      expect(again.made).toBe(true);
    });

    test('of many that want it at once one has it', async () => {
      const path = `${folder}/work`;
      const opened = await Promise.allSettled(
        Array.from({ length: 6 }, (_, index) => host.openWorkdir({ path, task: `task-${index}` })),
      );
      expect(opened.filter(({ status }) => status === 'fulfilled')).toHaveLength(1);
      for (const one of opened) {
        if (one.status === 'rejected') expect(one.reason).toMatchObject({ code: 'workdir_in_use' });
      }
    });

    test('H-A14 that of a dead driver is taken over by the same task alone, once', async () => {
      const path = `${folder}/work`;
      await host.openWorkdir({ path, task: 'task-1' });
      // A process number of this driver with another start time is that of a driver that has died.
      await sh(`sed -i 's/"start":"[^"]*"/"start":"1"/' .causeway/driver.lock`, path);
      await expect(host.openWorkdir({ path, task: 'task-1' })).rejects.toMatchObject({
        code: 'workdir_in_use',
        message: expect.stringMatching(/died.*remove/),
      });
      await expect(
        host.openWorkdir({ path, task: 'task-2', takeOver: true }),
      ).rejects.toMatchObject({ code: 'workdir_in_use' });
      const takers = await Promise.allSettled(
        Array.from({ length: 8 }, () => host.openWorkdir({ path, task: 'task-1', takeOver: true })),
      );
      expect(takers.filter(({ status }) => status === 'fulfilled')).toHaveLength(1);
      expect(await sh('ls .causeway', path)).toBe('driver.lock\nmade\n');
    });

    test('whether a driver on another machine lives is not guessed', async () => {
      const path = `${folder}/work`;
      await host.openWorkdir({ path, task: 'task-1' });
      await sh(`sed -i 's/"machine":"[^ "]*/"machine":"elsewhere/' .causeway/driver.lock`, path);
      const taken = host.openWorkdir({ path, task: 'task-1', takeOver: true });
      await expect(taken).rejects.toMatchObject({
        code: 'workdir_in_use',
        message: expect.stringContaining('on elsewhere'),
      });
      await sh('echo nonsense >.causeway/driver.lock', path);
      await expect(host.openWorkdir({ path, task: 'task-1' })).rejects.toMatchObject({
        code: 'workdir_in_use',
        message: expect.stringMatching(/remove that file/),
      });
    });

    test('H-A18 what an earlier session left is moved aside, and what it left running is ended', async () => {
      const path = `${folder}/work`;
      const seconds = uniqueSeconds();
      const first = await host.openWorkdir({ path, task: 'task-1' });
      await sh(
        'echo DONE >optio.log; mkdir deliverables; echo old >deliverables/a; echo mine >kept',
        path,
      );
      const program = await host.launch({
        command: [
          'sh',
          '-c',
          `setsid sh -c 'while :; do echo DONE >>optio.log; sleep ${seconds}; done' & exit 0`,
        ],
        cwd: path,
        stateFolder: `${path}/.causeway/agent`,
      });
      await program.exited;
      await until(async () => (await countRunning(host, `sleep ${seconds}`)) === 1);
      await first.release();
      const moveAside = ['optio.log', 'deliverables', 'inbox.log'];
      const second = await host.openWorkdir({ path, task: 'task-2', moveAside });
      expect(await countRunning(host, `sleep ${seconds}`)).toBe(0);
      expect(second.earlier?.ended).toBe(1);
      expect(await sh('ls; ls .causeway', path)).toBe('kept\ndriver.lock\nearlier\nmade\n');
      const aside = await sh(
        'cat deliverables/a; tail -n 1 optio.log; ls .causeway',
        second.earlier?.folder,
      );
      expect(aside).toBe('old\nDONE\nagent\n');
      const third = host.launch({
        command: ['true'],
        cwd: path,
        stateFolder: `${path}/.causeway/agent`,
      });
      expect(await (await third).exited).toEqual({ exitCode: 0 });
    });

    test('H-A18 a record that an agent forged ends nobody else', async () => {
      const path = `${folder}/work`;
      const seconds = uniqueSeconds();
      const victim = await host.launch({
        command: ['sleep', seconds],
        cwd: folder,
        stateFolder: `${folder}/victim`,
      });
      const first = await host.openWorkdir({ path, task: 'task-1' });
      const { pid, start, boot } = victim.record;
      const mark = 'ab'.repeat(16);
      const lines = [
        `${mark} launched ${pid} ${start} ${pid} ${start} ${boot}`,
        `${mark} launched 1 ? 1 ? ${boot}`,
        `${mark} launched -1 ${start} 0 ${start} ${boot}`,
      ];
      await host.writeFile(`${path}/.causeway/agent/record`, `${lines.join('\n')}\n`);
      await first.release();
      await host.openWorkdir({ path, task: 'task-2' });
      expect(await victim.isAlive()).toBe(true);
      await victim.stop({ steps: [] });
    });

    test('H-A18 one that is taken over keeps what is in it', async () => {
      const path = `${folder}/work`;
      await host.openWorkdir({ path, task: 'task-1' });
      await sh('echo line >optio.log', path);
      await sh(`sed -i 's/"start":"[^"]*"/"start":"1"/' .causeway/driver.lock`, path);
      const taken = await host.openWorkdir({
        path,
        task: 'task-1',
        takeOver: true,
        moveAside: ['optio.log'],
      });
      expect(taken).not.toHaveProperty('earlier');
      expect(await sh('cat optio.log', path)).toBe('line\n');
    });

    test.each(['../x', '/etc', 'a/../../b', '', '.', 'a//b'])(
      'H-A10 nothing is moved aside by the name %j',
      async (name) => {
        const opened = host.openWorkdir({ path: `${folder}/w`, task: 'task-1', moveAside: [name] });
        await expect(opened).rejects.toMatchObject({ code: 'unsafe_path' });
        await host.openWorkdir({ path: `${folder}/w`, task: 'task-1' });
      },
    );
  });
}
