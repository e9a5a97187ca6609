import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { PackageInstaller } from '../../../src/sandbox/node/packages/package-installer.ts';
import type { PipResult } from '../../../src/sandbox/node/packages/pip/pip-result.ts';
import { runPip } from '../../../src/sandbox/node/packages/pip/run-pip.ts';
import { readPlatform } from '../../../src/sandbox/node/packages/platform.ts';
import { runtimeFiles } from '../../../src/sandbox/node/runtime-files.ts';
import { Sandbox } from '../../../src/sandbox/node/sandbox.ts';
import { type IndexServer, startIndex } from './support/index-server.ts';
import { wheel } from './support/wheel.ts';

let index: IndexServer;
let sandbox: Sandbox;
let installer: PackageInstaller;

beforeAll(async () => {
  index = await startIndex();
  index.add(
    wheel({ name: 'Alpha', version: '1.0' }),
    wheel({
      name: 'Alpha',
      version: '2.0',
      requires: ['beta>=1', 'gamma; extra == "more"'],
      metadata: [
        'Summary: First of all',
        'Home-page: https://alpha.example',
        'Author: A. Author',
        'License: MIT',
      ],
    }),
    wheel({ name: 'beta', version: '1.5' }),
    wheel({ name: 'beta', version: '2.0b1' }),
  );
  sandbox = await Sandbox.open({ allowedHosts: [index.host] });
  installer = new PackageInstaller({
    sandbox: () => sandbox,
    platform: readPlatform(runtimeFiles().pyodideDir),
    indexUrl: index.url,
    diskBytes: 10_000_000,
  });
});

afterAll(async () => {
  await sandbox.close();
  await index.close();
});

function pip(line: string, cwd = '/workspace'): Promise<PipResult> {
  const context = { installer, cwd, readFile: (path: string) => sandbox.readFile(path) };
  return runPip(line.split(' ').filter(Boolean), context);
}

const printed = (...lines: string[]): PipResult => ({
  stdout: lines.map((line) => `${line}\n`).join(''),
  stderr: '',
  exitCode: 0,
});

describe('pip', () => {
  test('installs, and says what it did', async () => {
    const { stdout, ...rest } = await pip('install Alpha==1.0');
    expect(rest).toEqual({ stderr: '', exitCode: 0 });
    expect(stdout.replace(/\(\d+ (bytes|kB)\)/, '(some)').split('\n')).toEqual([
      'Collecting Alpha',
      '  Downloading Alpha-1.0-py3-none-any.whl (some)',
      'Installing collected packages: Alpha',
      'Successfully installed Alpha-1.0',
      '',
    ]);
    expect(await pip('install alpha')).toEqual(
      printed('Requirement already satisfied: alpha in /lib/python3.14/site-packages (1.0)'),
    );
  });

  test('upgrades, with what the new version needs', async () => {
    const { stdout, exitCode } = await pip('install -U alpha');
    expect(exitCode).toBe(0);
    expect(stdout).toContain('Installing collected packages: Alpha, beta\n');
    expect(stdout).toContain(
      '  Attempting uninstall: Alpha\n    Found existing installation: Alpha 1.0\n' +
        '    Uninstalling Alpha-1.0:\n      Successfully uninstalled Alpha-1.0\n' +
        'Successfully installed Alpha-2.0 beta-1.5\n',
    );
  });

  test('lists what is there, in three forms', async () => {
    expect(await pip('list')).toEqual(
      printed('Package Version', '------- -------', 'Alpha   2.0', 'beta    1.5'),
    );
    expect(await pip('list --format=json')).toEqual(
      printed('[{"name":"Alpha","version":"2.0"},{"name":"beta","version":"1.5"}]'),
    );
    expect(await pip('list --format freeze')).toEqual(printed('Alpha==2.0', 'beta==1.5'));
    expect(await pip('freeze')).toEqual(printed('Alpha==2.0', 'beta==1.5'));
    expect(await pip('list --format=odd')).toMatchObject({ exitCode: 2 });
  });

  test('shows one package and more, with who needs whom', async () => {
    expect(await pip('show ALPHA beta')).toEqual(
      printed(
        'Name: Alpha',
        'Version: 2.0',
        'Summary: First of all',
        'Home-page: https://alpha.example',
        'Author: A. Author',
        'Author-email:',
        'License: MIT',
        'Location: /lib/python3.14/site-packages',
        'Requires: beta',
        'Required-by:',
        '---',
        'Name: beta',
        'Version: 1.5',
        'Summary:',
        'Home-page:',
        'Author:',
        'Author-email:',
        'License:',
        'Location: /lib/python3.14/site-packages',
        'Requires:',
        'Required-by: Alpha',
      ),
    );
    expect((await pip('show -f beta')).stdout).toContain('Files:\n  beta/__init__.py\n');
    expect(await pip('show beta none')).toMatchObject({
      stderr: 'WARNING: Package(s) not found: none\n',
      exitCode: 0,
    });
    expect(await pip('show none')).toEqual({
      stdout: '',
      stderr: 'WARNING: Package(s) not found: none\n',
      exitCode: 1,
    });
  });

  test('removes on command and not without', async () => {
    expect(await pip('uninstall alpha')).toMatchObject({ stdout: '', exitCode: 1 });
    expect(await pip('uninstall -y alpha none beta')).toEqual({
      stdout:
        'Found existing installation: Alpha 2.0\nUninstalling Alpha-2.0:\n' +
        '  Successfully uninstalled Alpha-2.0\nFound existing installation: beta 1.5\n' +
        'Uninstalling beta-1.5:\n  Successfully uninstalled beta-1.5\n',
      stderr: 'WARNING: Skipping none as it is not installed.\n',
      exitCode: 0,
    });
    expect(await pip('list')).toEqual(printed());
    expect(await sandbox.listDir('/lib/python3.14/site-packages')).toEqual([]);
  });

  test('reads requirements files, one in another', async () => {
    await sandbox.writeFile(
      '/workspace/project/requirements.txt',
      '# what this needs\n-r more/beta.txt\nalpha \\\n  <2  # not the second\n\n',
    );
    await sandbox.writeFile(
      '/workspace/project/more/beta.txt',
      '\uFEFF--pre\nbeta; os_name=="posix"\n',
    );
    const { stdout, stderr, exitCode } = await pip(
      'install -q -r requirements.txt',
      '/workspace/project',
    );
    expect({ stdout, stderr, exitCode }).toEqual(printed());
    expect(await pip('freeze')).toEqual(printed('Alpha==1.0', 'beta==2.0b1'));
    expect(await pip('uninstall -y -r project/requirements.txt -q')).toEqual(printed());
    expect(await pip('freeze')).toEqual(printed());
  });

  test.each([
    ['-c other.txt', '-c is not supported'],
    ['-e .', '-e is not supported'],
    ['-r loop.txt', 'files include each other'],
  ])('refuses what it cannot do in a requirements file: %s', async (line, reason) => {
    await sandbox.writeFile('loop.txt', `${line}\n`);
    const { stderr, exitCode } = await pip('install -r loop.txt');
    expect([stderr, exitCode]).toEqual([expect.stringContaining(reason), 1]);
  });

  test('freezes what came from a place as that place', async () => {
    const made = wheel({ name: 'placed', version: '1.0' });
    index.add(made);
    const url = `${index.filesUrl}${made.fileName}`;
    await sandbox.writeFile(
      `/tmp/local-1.0-py3-none-any.whl`,
      wheel({ name: 'local', version: '1.0' }).bytes,
    );
    expect(await pip(`install -q ${url} /tmp/local-1.0-py3-none-any.whl`)).toEqual(printed());
    const frozen = await pip('freeze');
    expect(frozen).toEqual(
      printed(
        'local @ emfs:/tmp/local-1.0-py3-none-any.whl',
        `placed @ ${url}#sha256=${made.sha256}`,
      ),
    );
    // What it prints can be installed again.
    await sandbox.writeFile('frozen.txt', frozen.stdout);
    expect(await pip('uninstall -qy local placed')).toEqual(printed());
    expect(await pip('install -qr frozen.txt')).toEqual(printed());
    expect(await pip('freeze')).toEqual(frozen);
    await pip('uninstall -y local placed');
  });

  test('takes dependencies, pre-releases and another index as it is told', async () => {
    const other = await startIndex();
    const elsewhere = await pip(`install --index-url ${other.url} alpha`);
    expect(elsewhere).toMatchObject({ exitCode: 1 });
    expect(elsewhere.stderr).toContain('list 127.0.0.1 in allowedHosts');
    await other.close();
    expect(await pip('-q install --no-deps --pre --no-cache-dir --user alpha')).toEqual(printed());
    expect(await pip('freeze')).toEqual(printed('Alpha==2.0'));
    expect((await pip('install --force-reinstall --no-deps alpha')).stdout).toContain(
      'Successfully installed Alpha-2.0\n',
    );
    await pip('uninstall -y alpha');
  });

  test('fails with one line and code 1 when it cannot do what it should', async () => {
    expect(await pip('install no-such-package')).toEqual({
      stdout: '',
      stderr:
        `ERROR: There is no package named no-such-package in the index at ${index.host}; ` +
        'look at the spelling\n',
      exitCode: 1,
    });
    expect(await pip('install')).toMatchObject({ exitCode: 1, stdout: '' });
    expect(await pip('install -r gone.txt')).toMatchObject({
      stderr:
        'ERROR: Cannot read /workspace/gone.txt in the session: not found: there is no such file or directory\n',
      exitCode: 1,
    });
    expect(await pip('uninstall')).toMatchObject({ exitCode: 1, stdout: '' });
    expect(await pip('show')).toMatchObject({ exitCode: 1, stdout: '' });
    expect(await pip('download six')).toEqual({
      stdout: '',
      stderr: 'ERROR: unknown command "download"\n',
      exitCode: 1,
    });
  });

  test.each([
    ['install --colour six', '--colour'],
    ['install -X six', '-X'],
    ['install --extra-index-url=https://h six', '--extra-index-url'],
    ['list --outdated', '--outdated'],
  ])('ends with code 2 for an option it does not have: %s', async (line, option) => {
    const { stdout, stderr, exitCode } = await pip(line);
    expect({ stdout, exitCode }).toEqual({ stdout: '', exitCode: 2 });
    expect(stderr).toContain(`no such option: ${option}\n`);
  });

  test('ends with code 2 for an option without its value', async () => {
    expect(await pip('install --index-url')).toMatchObject({ stdout: '', exitCode: 2 });
  });

  test('says what it is and what it can do', async () => {
    expect(await pip('--version')).toEqual(
      printed('pip (causeway) from /lib/python3.14/site-packages (python 3.14)'),
    );
    for (const line of ['', 'help', '--help', 'install --help', 'help show']) {
      const { stdout, exitCode } = await pip(line);
      expect([stdout, exitCode]).toEqual([expect.stringContaining('Usage:'), 0]);
    }
  });

  test('is not held up by what a program writes where packages are', async () => {
    const site = '/lib/python3.14/site-packages';
    const write = (folder: string, name: string, content: string): Promise<void> =>
      sandbox.writeFile(`${site}/${folder}-1.0.dist-info/${name}`, content);
    await write('blank', 'METADATA', '\n'.repeat(3_000_000));
    await write('endless', 'METADATA', 'Name: endless\nVersion: 1.0\nA: b\n'.repeat(300_000));
    await write('forged', 'METADATA', 'Name: for\u001b[31mged\nVersion: 1.0\n');
    await write('real', 'METADATA', 'Name: real\nVersion: 1.0\n');
    await write('commas', 'METADATA', 'Name: commas\nVersion: 1.0\n');
    await write('commas', 'RECORD', ','.repeat(3_000_000));
    expect(await pip('list --format=freeze')).toEqual(printed('commas==1.0', 'real==1.0'));
    for (const name of ['commas', 'real']) {
      expect(await pip(`uninstall -y ${name}`)).toEqual({
        stdout: '',
        stderr:
          `ERROR: ${name} 1.0 cannot be removed: ${site}/${name}-1.0.dist-info has no RECORD of its ` +
          'files; remove the folder and its files yourself\n',
        exitCode: 1,
      });
    }
    // A RECORD may name devices and what is not there: neither is touched.
    await write(
      'real',
      'RECORD',
      '../../../dev/causeway,,\n../../../gone,,\n../../../workspace,,\n',
    );
    expect(await pip('uninstall -y real')).toMatchObject({ exitCode: 0 });
    expect(await sandbox.listDir('/dev')).toContain('causeway');
    expect(await sandbox.listDir('/')).toContain('workspace');
  });

  test('rejects when the session is gone', async () => {
    const dead = await Sandbox.open();
    await dead.close();
    const gone = new PackageInstaller({
      sandbox: () => dead,
      platform: installer.platform,
      diskBytes: 1,
    });
    const context = { installer: gone, cwd: '/', readFile: (path: string) => dead.readFile(path) };
    await expect(runPip(['list'], context)).rejects.toThrow('the session was closed');
  });
});
