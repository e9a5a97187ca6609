import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { startIndex } from '../packages/support/index-server.ts';
import { wheel } from '../packages/support/wheel.ts';
import { tinyLibrary } from '../support/tiny-library.ts';
import { type RunShell, withShell } from './support/shell.ts';

const index = await startIndex();
const cacheDir = mkdtempSync(join(tmpdir(), 'causeway-shell-packages-'));
const given = { cacheDir, packageIndexUrl: index.url, allowedHosts: [index.host] };

beforeAll(() => {
  for (const version of ['1.0', '2.0']) {
    const files = {
      'thing/__init__.py': `from .part import version\n`,
      'thing/part.py': `version = '${version}'\ndef main():\n    import sys\n    print(version, sys.argv)\n    return 3\n`,
      [`thing-${version}.dist-info/entry_points.txt`]:
        '[console_scripts]\nshow-thing = thing.part:main\n',
    };
    index.add(wheel({ name: 'thing', version, files }));
  }
  index.add(
    wheel({
      name: 'native',
      version: '1.0',
      tag: 'cp314-cp314-pyemscripten_2026_0_wasm32',
      files: {
        'native/__init__.py': 'from .core import answer\n',
        'native/core.cpython-314-wasm32-emscripten.so': tinyLibrary({ name: 'core' }),
      },
    }),
  );
});

afterAll(async () => {
  await index.close();
  rmSync(cacheDir, { recursive: true, force: true });
});

const SHOW = 'python3 -c "import thing.part; print(thing.part.version)"';
const shown = async (sh: RunShell): Promise<string> => {
  const { stdout, stderr } = await sh(SHOW);
  return stdout + (stderr.trimEnd().split('\n').at(-1) ?? '');
};
const GONE = "ModuleNotFoundError: No module named 'thing'";

test('python3 has the packages that are installed now; a live namespace keeps what it imported', async () => {
  await withShell(given, async (sh, open) => {
    expect((await sh('pip install -q thing==1.0')).stderr).toBe('');
    expect(await shown(sh)).toBe('1.0\n');
    await open.runPtc({ code: 'import thing; thing.mark = 1' });
    expect((await sh('python3 -c "import thing; print(hasattr(thing, \'mark\'))"')).stdout).toBe(
      'False\n',
    );
    await sh('pip install -q thing==2.0');
    expect(await shown(sh)).toBe('2.0\n');
    const { value } = await open.runPtc({ code: 'import thing\n[thing.version, thing.mark]' });
    expect(value).toEqual(['1.0', 1]);
    await sh('pip uninstall -qy thing');
    expect(await shown(sh)).toBe(GONE);
  });
});

test('what only python3 imported is not what runPtc imports later', async () => {
  await withShell(given, async (sh, open) => {
    await sh('pip install -q thing==1.0');
    await shown(sh);
    await sh('pip install -q thing==2.0');
    expect((await open.runPtc({ code: 'import thing; thing.version' })).value).toBe('2.0');
  });
});

test('packages of the image stay imported, machine code included, until their files change', async () => {
  await withShell({ ...given, packages: ['thing==1.0', 'native==1.0'] }, async (sh, open) => {
    const there = `python3 -c "import sys; print('thing.part' in sys.modules, 'native.core' in sys.modules); import native; print(native.answer())"`;
    for (const _ of [1, 2]) expect((await sh(there)).stdout).toBe('True True\n42\n');
    expect(await shown(sh)).toBe('1.0\n');
    await sh('pip install -q thing==2.0');
    expect(await shown(sh)).toBe('2.0\n');
    expect((await open.runPtc({ code: 'import thing; thing.version' })).value).toBe('1.0');
    await sh('pip uninstall -qy thing');
    expect(await shown(sh)).toBe(GONE);
    expect((await sh(there)).stdout).toBe('False True\n42\n');
  });
});

test('programs of a package are commands of the shell, which come and go with it', async () => {
  await withShell(given, async (sh) => {
    expect(await sh('show-thing')).toMatchObject({
      stderr: 'bash: show-thing: command not found\n',
      exitCode: 127,
    });
    await sh('pip install -q thing==1.0');
    const many = '1 2 3 4 5 6 7 8 9 10 "e leven"';
    const printed = (version: string) =>
      `${version} ['/bin/show-thing', '1', '2', '3', '4', '5', '6', '7', '8', '9', '10', 'e leven']\n`;
    expect(await sh(`show-thing ${many}; exit $?`)).toMatchObject({
      stdout: printed('1.0'),
      stderr: '',
      exitCode: 3,
    });
    expect((await sh(`/bin/show-thing ${many} | cat; x=$(show-thing); echo "$x"`)).stdout).toBe(
      `${printed('1.0')}1.0 ['/bin/show-thing']\n`,
    );
    expect(
      (
        await sh(
          'which show-thing; command -v show-thing; ls /bin | grep -c thing; head -1 /bin/show-thing; ls /bin | grep -cx grep; echo a | xargs show-thing',
        )
      ).stdout,
    ).toBe(
      "/bin/show-thing\n/bin/show-thing\n1\n#!/usr/bin/python3\n1\n1.0 ['/bin/show-thing', 'a']\n",
    );
    await sh('pip install -q thing==2.0');
    expect((await sh(`show-thing ${many}`)).stdout).toBe(printed('2.0'));
    await sh('pip uninstall -qy thing');
    expect((await sh('show-thing')).stderr).toBe('bash: show-thing: command not found\n');
    expect((await sh('echo x > /bin/show-thing; echo x > /usr/new; mkdir /bin/d')).exitCode).toBe(
      1,
    );
    expect((await sh('ls /bin | grep -c thing; ls /usr')).stdout).toBe('0\nbin\n');
  });
});
