import { dirname, resolve } from 'node:path';
import { expect, test } from 'vitest';
import { programOf } from '../../src/cli/agent/agent-command.ts';

const there = './test/cli/fixtures/agents/reports.sh';

test.each([
  ['a path from where the user is', there, {}, resolve(there)],
  ['the same where the host is named', there, { host: 'local' }, resolve(there)],
  ['a path in the workdir', './reports.sh', { workdir: dirname(there) }, './reports.sh'],
  ['a path that the run puts in place', '{workdir}/it.sh', {}, '{workdir}/it.sh'],
  ['a name that is looked for on the PATH', 'test', {}, 'test'],
  ['a path on another machine', there, { host: 'build-box' }, there],
])('the program is found by %s', (_claim, word, options, program) => {
  expect(programOf([word, '-x'], options, undefined)).toEqual({
    program: { command: [program, '-x'] },
  });
});
