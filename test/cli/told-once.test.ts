import { describe, expect, test } from 'vitest';
import { causeway, startCauseway } from './run-causeway.ts';

const deaf = `
while True:
    try:
        print('spinning')
        while True: pass
    except BaseException:
        pass
`;

describe('a run that is ended', () => {
  test('H-L6 says once that its program was killed, and once what to do', async () => {
    const { exitCode, stderr } = await causeway(['run', '-c', deaf, '--timeout', '500ms']);
    expect(exitCode).toBe(124);
    expect(stderr.match(/was killed/g)).toHaveLength(1);
    expect(stderr.split('\n').at(-2)).toBe(
      'causeway: the run took longer than 500 ms (limit wallClockMs); give it more with --timeout',
    );
  });

  test.each([
    ['--max-calls', '-1', 'not a positive whole number; write it like 100'],
    ['--timeout', '-1s', 'must be more than 0; write it like 500ms, 30s, 2m or 1h'],
    ['--timeout', '0', 'must be more than 0; write it like 500ms, 30s, 2m or 1h'],
    [
      '--out',
      '-x',
      'not SRC:DST; write the file’s path in the sandbox and its path here, like chart.svg:chart.svg',
    ],
  ])('%s %s is told like any other value', async (flag, value, fault) => {
    expect(await causeway(['run', '-c', '1', flag, value])).toEqual({
      exitCode: 2,
      stdout: '',
      stderr: `causeway: ${flag} ${value}: ${fault}\n`,
    });
  });
});

describe.skipIf(process.platform === 'win32')('Ctrl-C without a terminal', () => {
  test('H-L6 is answered by a line at once, and a second one by the last line', async () => {
    const command = startCauseway(['run', '-c', deaf]);
    await command.shows('spinning');
    command.signal('SIGINT');
    await command.shows('● command.py  cancelling…');
    command.signal('SIGINT');
    const { exitCode, stderr } = await command.ended;
    expect(exitCode).toBe(130);
    expect(stderr.split('\n').at(-2)).toMatch(/^○ command\.py {2}ended at once \d/);
  });
});
