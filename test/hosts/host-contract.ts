import { afterAll, describe } from 'vitest';
import type { Host } from '../../src/hosts/host.ts';
import { describeCommands } from './contract/commands.ts';
import { describeMachines } from './contract/machines.ts';
import { describePrograms } from './contract/programs.ts';
import { describeStopping } from './contract/stopping.ts';
import { describeWorkdirs } from './contract/workdirs.ts';

/**
 * What every host must do with commands, programs, workdirs and ports, on a machine with Perl or
 * Python. Each implementation of the port passes all of it; following, capturing and copying have
 * suites of their own.
 */
export function describeHostContract(name: string, makeHost: () => Promise<Host>): void {
  describe(`${name} as a host`, () => {
    const hosts: Host[] = [];
    const open = async (): Promise<Host> => {
      const host = await makeHost();
      hosts.push(host);
      return host;
    };
    afterAll(async () => {
      for (const host of hosts) await host.close();
    });

    describeMachines(open);
    describeCommands(open);
    describePrograms(open, { tellsSignals: true });
    describeStopping(open, { findsAll: true });
    describeWorkdirs(open);
  });
}
