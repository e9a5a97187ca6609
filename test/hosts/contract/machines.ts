import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { describe, expect, test } from 'vitest';
import type { Host } from '../../../src/hosts/host.ts';
import { makeFolder, removeFolder } from './machine.ts';

/** How a machine is reached, left, and connected to by ports. */
export function describeMachines(open: () => Promise<Host>): void {
  describe('the machine', () => {
    test('tells what it offers, as often as it is asked', async () => {
      const host = await open();
      const facts = await host.connect();
      expect(facts).toEqual({
        platform: (await host.run(['uname', '-s'])).stdout.trim().toLowerCase(),
        home: expect.stringMatching(/^\//),
        user: (await host.run(['id', '-un'])).stdout.trim(),
        helper: expect.stringMatching(/^(node|python3|perl|sh)$/),
      });
      expect(await host.connect()).toEqual(facts);
    });

    test('a port of it is reachable from here, and one of here from it', async () => {
      const host = await open();
      const server = createServer((_request, response) => response.end('hello'));
      await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
      const { port } = server.address() as AddressInfo;
      await using there = await host.forward(port);
      await using here = await host.expose(port);
      const answers = await Promise.all(
        [there.port, here.port].map(async (one) =>
          (await fetch(`http://127.0.0.1:${one}/`)).text(),
        ),
      );
      expect(answers).toEqual(['hello', 'hello']);
      await there.close();
      server.close();
    });

    test('H-A14 programs go on when it is left, and what was closed says so', async () => {
      const host = await open();
      const folder = await makeFolder(host);
      const program = await host.launch({
        command: ['sleep', '600'],
        cwd: folder,
        stateFolder: `${folder}/state`,
      });
      await host.close();
      await host.close();
      const asked = [
        () => host.connect(),
        () => host.run(['true']),
        () => host.attach(program.record),
        () => host.launch({ command: ['true'], cwd: folder, stateFolder: `${folder}/other` }),
        () => host.openWorkdir({ task: 'task-1' }),
        () => program.isAlive(),
        () => program.stop(),
      ];
      for (const ask of asked) await expect(ask()).rejects.toMatchObject({ code: 'host_closed' });
      const other = await open();
      const found = await other.attach(program.record);
      expect(await found.isAlive()).toBe(true);
      await found.stop({ steps: [] });
      await removeFolder(other, folder);
    });
  });
}
