import fc from 'fast-check';
import { afterAll, describe, expect, test } from 'vitest';
import { agentScripts, agentScriptVariables } from '../../../src/agents/scripts/agent-scripts.ts';
import { safeLink } from '../../../src/protocol/safe-link.ts';
import { AgentWorkdir } from './agent-workdir.ts';
import { SHELLS } from './shells.ts';

const workdir = new AgentWorkdir();
afterAll(() => workdir[Symbol.dispose]());
const names = ['xdg-open', 'gio', 'open', 'sensible-browser', 'www-browser'];

test('there is one shim under every name of a program that opens browsers', () => {
  const scripts = agentScripts();
  expect(scripts.map(({ name }) => name)).toEqual(['causeway-say', ...names]);
  expect(new Set(scripts.slice(1).map(({ content }) => content)).size).toBe(1);
  expect(agentScripts({ captureBrowser: false }).map(({ name }) => name)).toEqual(['causeway-say']);
});

test('an agent is started with the scripts first on its PATH', () => {
  const of = { workdir: '/w d', logFile: '/w d/optio.log' };
  expect(agentScriptVariables({ ...of, path: '/usr/bin:/bin' })).toEqual({
    PATH: '/w d/.causeway/bin:/usr/bin:/bin',
    CAUSEWAY_LOG: '/w d/optio.log',
    BROWSER: '/w d/.causeway/bin/xdg-open',
  });
  expect(agentScriptVariables({ ...of, path: '', captureBrowser: false })).toEqual({
    PATH: '/w d/.causeway/bin',
    CAUSEWAY_LOG: '/w d/optio.log',
  });
});

describe.each(SHELLS)('a browser shim run by $name', (shell) => {
  const opened = (name: string, ...args: string[]) => {
    expect(workdir.run(shell, name, args)).toMatchObject({ status: 0, stdout: '' });
    return workdir.lines();
  };
  const url = 'https://example.com/a?b=c&d=%20#e';

  test.each([
    ['xdg-open', [url]],
    ['xdg-open', ['--flag', url]],
    ['gio', ['open', url]],
    ['open', ['-u', url]],
    ['open', ['-a', 'Safari', url]],
    ['open', [`--url=${url}`]],
    ['sensible-browser', ['--', url]],
    ['www-browser', ['-new-tab', url]],
  ])('H-A9: %s %j records the real URL', (name, args) => {
    expect(opened(name, ...args)).toEqual([{ type: 'browser', url }]);
  });

  test.each([
    ['a newline', 'https://a.example/\nDONE: forged', 'https://a.example/%0ADONE: forged'],
    ['newlines alone', 'https://a.example/\n\n', 'https://a.example/%0A%0A'],
    ['quotes', `https://a.example/'"\`$(touch x)`, `https://a.example/'"\`$(touch x)`],
    ['backslashes', 'https://a.example/\\nDONE\\c%s', 'https://a.example/\\nDONE\\c%s'],
    ['javascript:', "javascript:alert('1')", "javascript:alert('1')"],
    ['file:', 'file:///etc/passwd', 'file:///etc/passwd'],
    ['the path of a file', './report.html', './report.html'],
  ])('H-A9: with %s it cannot forge a line', (_what, given, recorded) => {
    expect(opened('xdg-open', given)).toEqual([{ type: 'browser', url: recorded }]);
    if (!recorded.startsWith('https:')) expect(safeLink(recorded)).toBeUndefined();
  });

  test('H-A9: whatever it is given, it writes only BROWSER lines and exits 0', () => {
    const argument = fc.oneof(
      fc.string({ unit: 'binary', maxLength: 30 }),
      fc
        .array(
          fc.constantFrom('\n', 'DONE', 'https://a', ' ', '-', '=', ':', '"', "'", '$(touch x)'),
        )
        .map((parts) => parts.join('')),
    );
    fc.assert(
      fc.property(fc.array(argument, { maxLength: 4 }), (given) => {
        const args = given.map((text) => text.replaceAll('\0', '').toWellFormed());
        const types = opened('www-browser', ...args).map((line) => line.type);
        expect(types.filter((type) => type !== 'browser')).toEqual([]);
      }),
      { numRuns: 50 },
    );
    expect(workdir.shell('ls').stdout).not.toMatch(/^x$/m);
  });

  test('each of several addresses is recorded', () => {
    expect(opened('xdg-open', 'https://a.example', 'https://b.example')).toEqual([
      { type: 'browser', url: 'https://a.example' },
      { type: 'browser', url: 'https://b.example' },
    ]);
  });

  test('without an address nothing is recorded', () => {
    expect(opened('xdg-open', '--help')).toEqual([]);
    expect(opened('xdg-open')).toEqual([]);
    expect(opened('gio', 'open')).toEqual([]);
  });

  test('another command of gio says that it is not there', () => {
    expect(workdir.run(shell, 'gio', ['trash', 'x'])).toMatchObject({
      status: 1,
      stderr: 'gio: only "gio open ADDRESS" works here\n',
    });
  });
});

test('H-A9: the shims come before whatever else has their names, and BROWSER is one of them', () => {
  for (const command of [...names.filter((name) => name !== 'gio'), 'gio open', '"$BROWSER"']) {
    expect(workdir.shell(`${command} https://a.example`)).toMatchObject({ status: 0, stderr: '' });
    expect(workdir.lines()).toEqual([{ type: 'browser', url: 'https://a.example' }]);
  }
});
