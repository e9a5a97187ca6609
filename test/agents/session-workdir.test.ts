import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterEach, describe, expect, test } from 'vitest';
import { runLogProtocolSession } from '../../src/agents/run-log-protocol-session.ts';
import { sessionFiles } from '../../src/agents/session/prepare-workdir.ts';
import { HostError } from '../../src/hosts/host-error.ts';
import { localHost } from '../../src/hosts/local/local-host.ts';
import { makeFolder, startSession } from './support/session-run.ts';

const cleanUp: (() => Promise<void>)[] = [];
afterEach(async () => {
  for (const clean of cleanUp.splice(0)) await clean();
});

const nowhere = {
  append: async () => {},
  putBlob: async () => '',
  getBlob: async () => undefined,
};

describe('H-A18 an earlier session in the same workdir', () => {
  test('leaves nothing that ends or feeds the next one, and what it left running is gone', async () => {
    const path = await makeFolder(cleanUp);
    const earlier = `echo stale > deliverables/a.txt
      setsid sh -c 'while :; do echo "DONE: orphan" >> optio.log; sleep 0.05; done' &
      echo 'STATUS: up' >> optio.log
      while :; do echo 'DONE: orphan' >> optio.log; sleep 0.05; done`;
    const driver = fileURLToPath(new URL('./support/driver.ts', import.meta.url));
    const first = spawn(process.execPath, [driver, `${path}-data`, path, earlier], {
      stdio: 'ignore',
    });
    await untilText(join(path, 'optio.log'), 'DONE: orphan');
    const gone = once(first, 'exit');
    first.kill('SIGKILL');
    await gone;
    // Its lock names the run to attach to; who begins anew takes it away, as the error says.
    await rm(join(path, '.causeway/driver.lock'));
    const host = localHost();
    const moveAside = sessionFiles();
    const second = await startSession(cleanUp, {
      workdir: await host.openWorkdir({ path, task: 'other', moveAside }),
      agent: `echo 'DELIVERABLE: deliverables/a.txt' >> optio.log
        echo 'STATUS: mine' >> optio.log; exit 3`,
      limits: { lingerMs: 0 },
    });
    const { outcome, exitCode, notes } = await second.end;
    expect({ outcome, exitCode }).toEqual({ outcome: 'exited', exitCode: 3 });
    expect(notes).toEqual([expect.stringMatching(/were? ended/)]);
    expect(await second.all('run.progressed')).toMatchObject([{ message: 'mine' }]);
    expect(await second.all('deliverable.captured')).toEqual([]);
    const [kept] = await readdir(join(path, '.causeway/earlier'));
    const old = join(path, '.causeway/earlier', kept ?? '');
    expect(await readFile(join(old, 'deliverables/a.txt'), 'utf8')).toBe('stale\n');
  });
});

async function untilText(path: string, text: string): Promise<void> {
  for (;;) {
    const content = await readFile(path, 'utf8').catch(() => '');
    if (content.includes(text)) return;
    await new Promise((next) => setTimeout(next, 10));
  }
}

describe('H-A10 hostile names', () => {
  test('a workdir with blanks, quotes and $() works like any other', async () => {
    const host = localHost();
    const path = await makeFolder(cleanUp, `it's "$(touch owned)" ; \`x\` $HOME *`);
    const run = await startSession(cleanUp, {
      workdir: await host.openWorkdir({ path, task: 'test', moveAside: sessionFiles() }),
      agent: `echo hi > 'deliverables/$(touch owned2)'
        echo 'DELIVERABLE: deliverables/$(touch owned2)' >> optio.log
        causeway-say done "from $(basename "$PWD")"`,
    });
    expect(await run.end).toMatchObject({ outcome: 'done' });
    expect(await run.all('deliverable.captured')).toMatchObject([{ path: '$(touch owned2)' }]);
    expect(await readdir(dirname(path))).toEqual([`it's "$(touch owned)" ; \`x\` $HOME *`]);
    expect((await readdir(path)).sort()).toEqual(
      ['.causeway', 'deliverables', 'inbox.log', 'optio.log'].sort(),
    );
  });

  for (const processId of ['..', '.', '', 'a/b', '-x', 'a\nb', '../../etc']) {
    test(`the process id ${JSON.stringify(processId)} is refused before anything is done`, async () => {
      const refused = runLogProtocolSession({
        host: localHost(),
        record: nowhere,
        processId,
        command: { command: ['true'] },
      });
      await expect(refused).rejects.toMatchObject({ code: 'unsafe_path' });
      await expect(refused).rejects.toBeInstanceOf(HostError);
    });
  }

  for (const logFile of ['../optio.log', '/etc/passwd', 'deliverables', 'inbox.log', '']) {
    test(`the log ${JSON.stringify(logFile)} is refused`, async () => {
      await expect(
        runLogProtocolSession({
          host: localHost(),
          record: nowhere,
          processId: 'x',
          logFile,
          command: { command: ['true'] },
        }),
      ).rejects.toMatchObject({ code: 'unsafe_path' });
    });
  }
});

test('a folder that another session holds is refused with the fix', async () => {
  const host = localHost();
  const path = await makeFolder(cleanUp);
  const workdir = await host.openWorkdir({ path, task: 'one' });
  await expect(host.openWorkdir({ path, task: 'two' })).rejects.toMatchObject({
    code: 'workdir_in_use',
  });
  await workdir.release();
});

test('files that are in the way are not written to', async () => {
  const host = localHost();
  const path = await makeFolder(cleanUp);
  const workdir = await host.openWorkdir({ path, task: 'test' });
  await writeFile(join(path, 'optio.log'), 'DONE: stale\n');
  await expect(
    runLogProtocolSession({
      host,
      record: nowhere,
      processId: 'test',
      workdir,
      command: { command: ['true'] },
    }),
  ).rejects.toMatchObject({ code: 'command_failed' });
  expect(await readFile(join(path, 'optio.log'), 'utf8')).toBe('DONE: stale\n');
});
