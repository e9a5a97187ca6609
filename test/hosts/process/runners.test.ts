import { afterAll, describe } from 'vitest';
import { openLocalChannel } from '../../../src/hosts/local/local-channel.ts';
import { localHost } from '../../../src/hosts/local/local-host.ts';
import { launchProgram, type RunnerKind } from '../../../src/hosts/process/launch-program.ts';
import { attachToProgram } from '../../../src/hosts/process/launched-process.ts';
import { watchExits } from '../../../src/hosts/process/watch-exits.ts';
import { describePrograms } from '../contract/programs.ts';
import { describeStopping } from '../contract/stopping.ts';

const runners: readonly [RunnerKind, boolean][] = [
  ['perl', true],
  ['python3', true],
  ['sh', false],
];

describe.each(runners)('programs kept by a runner in %s', (kind, able) => {
  const host = localHost();
  const closing = new AbortController();
  const { signal } = closing;
  // Ends are waited for as on another machine.
  const waitForExit = watchExits(openLocalChannel, signal);
  const machine = { open: openLocalChannel, signal, waitForExit };
  const open = async (): Promise<Pick<typeof host, 'run' | 'launch' | 'attach'>> => ({
    run: host.run,
    launch: (request) => launchProgram(machine, request, [kind]),
    attach: (record) => attachToProgram(machine, record),
  });
  afterAll(() => closing.abort());

  describePrograms(open, { tellsSignals: able });
  describeStopping(open, { findsAll: able });
});
