import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { createInterface } from 'node:readline/promises';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { localHost } from '../../src/hosts/local/local-host.ts';
import type { ProcessRecord } from '../../src/hosts/process.ts';

const host = localHost();
let folder: string;

beforeEach(async () => {
  folder = await mkdtemp('/tmp/causeway-driver-');
});
afterEach(async () => {
  await rm(folder, { recursive: true, force: true, maxRetries: 10 });
});

/** Has another process drive an agent, then ends that process's group by a signal. */
async function driveAndEnd(path: string, signal: NodeJS.Signals): Promise<ProcessRecord> {
  const driver = spawn(process.execPath, ['test/hosts/fixtures/driver.ts', path], {
    stdio: ['ignore', 'pipe', 'inherit'],
    detached: true,
  });
  const ended = once(driver, 'exit');
  const lines = createInterface({ input: driver.stdout });
  const [line] = (await once(lines, 'line')) as [string];
  process.kill(-(driver.pid ?? Number.NaN), signal);
  await ended;
  return JSON.parse(line) as ProcessRecord;
}

describe('a driver that is ended', () => {
  test.each(['SIGKILL', 'SIGINT', 'SIGHUP'] as const)(
    'H-A14 by %s to its whole group leaves its agent to the next one',
    async (signal) => {
      const path = `${folder}/work`;
      const record = await driveAndEnd(path, signal);
      await expect(host.openWorkdir({ path, task: 'task-1' })).rejects.toMatchObject({
        code: 'workdir_in_use',
        message: expect.stringContaining('died'),
      });
      const workdir = await host.openWorkdir({ path, task: 'task-1', takeOver: true });
      const agent = await host.attach(record);
      expect(await agent.isAlive()).toBe(true);
      await writeFile(`${path}/go`, '');
      expect(await agent.exited).toEqual({ exitCode: 7 });
      expect(await agent.isAlive()).toBe(false);
      await workdir.remove();
    },
  );
});
