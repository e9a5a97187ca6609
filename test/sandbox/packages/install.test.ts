import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { type IndexServer, startIndex } from './support/index-server.ts';
import { evaluate, filesOf, withPackages } from './support/package-session.ts';
import { wheel } from './support/wheel.ts';

let index: IndexServer;

beforeAll(async () => {
  index = await startIndex();
  index.add(
    wheel({ name: 'Hello.World', version: '1.0' }),
    wheel({
      name: 'Hello.World',
      version: '1.10',
      requires: ['needed>=1', 'skipped; os_name == "nt"'],
    }),
    wheel({ name: 'Hello.World', version: '2.0rc1' }),
    wheel({ name: 'needed', version: '1.5', requires: ['circle[extra-part]'] }),
    wheel({
      name: 'circle',
      version: '3.0',
      requires: ['needed', 'part; extra == "Extra_Part"', 'other; extra == "other"'],
    }),
    wheel({ name: 'part', version: '0.1' }),
  );
});

afterAll(() => index.close());

const options = () => ({ allowedHosts: [index.host], packageIndexUrl: index.url });

describe('a package by its name', () => {
  test('comes with what it needs, extras and cycles included, and can be imported', async () => {
    await withPackages(options(), async (session) => {
      const result = await session.installPythonPackages(['hello_world>=1']);
      expect(result).toEqual({
        installed: [{ requirement: 'hello_world>=1', name: 'Hello.World', version: '1.10' }],
        requirements: ['hello_world>=1'],
        packages: [
          { name: 'circle', version: '3.0' },
          { name: 'Hello.World', version: '1.10' },
          { name: 'needed', version: '1.5' },
          { name: 'part', version: '0.1' },
        ],
      });
      const code = `
import circle, hello_world, needed, part
[one.__version__ for one in (hello_world, needed, circle, part)]`;
      expect(await evaluate(session, code)).toEqual(['1.10', '1.5', '3.0', '0.1']);
    });
  });

  test('comes alone where dependencies are not wanted', async () => {
    await withPackages(options(), async (session) => {
      const { packages } = await session.installPythonPackages('hello-world', { deps: false });
      expect(packages).toEqual([{ name: 'Hello.World', version: '1.10' }]);
      // Asked for again with them, what is missing is fetched.
      const again = await session.installPythonPackages('hello-world');
      expect(again.packages.map(({ name }) => name)).toEqual(['circle', 'needed', 'part']);
      expect(again.installed).toEqual([
        { requirement: 'hello-world', name: 'Hello.World', version: '1.10' },
      ]);
    });
  });

  test('comes from an index that answers in HTML', async () => {
    const html = await startIndex({ form: 'html' });
    try {
      html.add(wheel({ name: 'x', version: '1.0' }));
      html.add({ ...wheel({ name: 'x', version: '2.0' }), requiresPython: '>=4' });
      const given = { allowedHosts: [html.host], packageIndexUrl: html.url.slice(0, -1) };
      await withPackages(given, async (session) => {
        const { installed, notes } = await session.installPythonPackages('x');
        expect(installed).toEqual([{ requirement: 'x', name: 'x', version: '1.0' }]);
        expect(notes).toEqual([
          'x 2.0 needs Python >=4, and this is 3.14.2; an older version was taken',
        ]);
      });
    } finally {
      await html.close();
    }
  });
});

test('a wheel is found wherever a requirement says it is', async () => {
  const files = await startIndex();
  const made = (name: string) => wheel({ name, version: '1.0' });
  const [web, pinned, local, emfs] = [made('web'), made('pinned'), made('local'), made('in-files')];
  files.add(web, pinned);
  await withPackages({ allowedHosts: [files.host] }, async (session) => {
    await session.writeFile(local.fileName, local.bytes);
    await session.writeFile(`/tmp/${emfs.fileName}`, emfs.bytes);
    const requirements = [
      `${files.filesUrl}${web.fileName}`,
      `pinned @ ${files.filesUrl}${pinned.fileName}#sha256=${pinned.sha256}`,
      `./${local.fileName} --hash=sha256:${local.sha256}`,
      `emfs:/tmp/${emfs.fileName} ; os_name == "posix"`,
      'left-out; os_name == "nt"',
    ];
    const result = await session.installPythonPackages(requirements);
    expect(result.installed).toEqual([
      { requirement: requirements[0], name: 'web', version: '1.0' },
      { requirement: requirements[1], name: 'pinned', version: '1.0' },
      { requirement: requirements[2], name: 'local', version: '1.0' },
      { requirement: requirements[3], name: 'in-files', version: '1.0' },
      { requirement: requirements[4] },
    ]);
    expect(result.notes).toEqual([
      'left-out; os_name == "nt" was left out: its marker does not hold here',
    ]);
    expect(await evaluate(session, 'import web, pinned, local, in_files\nTrue')).toBe(true);
  });
  await files.close();
});

test('what is installed stands there as the standard wants it', async () => {
  const made = wheel({
    name: 'full-house',
    version: '1.0',
    files: {
      'full_house/__init__.py': 'def main():\n    return 7\n',
      'full_house/data, with comma.txt': 'abc',
      'full_house-1.0.data/purelib/from_purelib.py': 'x = 1\n',
      'full_house-1.0.data/platlib/from_platlib.py': 'x = 2\n',
      'full_house-1.0.data/scripts/house-script': '#!python\nprint("script")\n',
      'full_house-1.0.data/scripts/house-shell': '#!/bin/sh\necho shell\n',
      'full_house-1.0.data/data/etc/house.conf': 'on',
      'full_house-1.0.data/headers/house.h': '/* h */',
      'full_house-1.0.dist-info/entry_points.txt':
        '[console_scripts]\nhouse = full_house:main\nbad name/x = a:b\nodd = not a reference\n' +
        '[other.group]\nthing = full_house:main\n',
    },
  });
  await withPackages({}, async (session) => {
    await session.writeFile(made.fileName, made.bytes);
    await session.installPythonPackages(`./${made.fileName}`);
    const value = await evaluate(
      session,
      `
import importlib.metadata as m, hashlib, base64, os, sys, csv
from full_house import main
import from_purelib, from_platlib
d = m.distribution('Full_House')
record = {str(f): f for f in d.files}
def sound(f):
    data = f.read_binary()
    digest = base64.urlsafe_b64encode(hashlib.sha256(data).digest()).rstrip(b'=').decode()
    return f.hash is None or (f.hash.value == digest and f.size == len(data))
dict(
    version=m.version('full-house'),
    installer=d.read_text('INSTALLER'),
    direct=d.read_text('direct_url.json'),
    requested=d.read_text('REQUESTED'),
    files=sorted(record),
    sound=all(sound(f) for f in d.files),
    unhashed=[str(f) for f in d.files if f.hash is None],
    entry=[e.load()() for e in m.entry_points(group='console_scripts') if e.name == 'house'],
    script=open('/bin/house-script').read(),
    shell=open('/bin/house-shell').read(),
    program=open('/bin/house').read(),
    modes=[oct(os.stat(p).st_mode & 0o777) for p in ('/bin/house-script', '/bin/house', from_purelib.__file__)],
    conf=open('/etc/house.conf').read(),
    header=open('/include/python3.14/full_house/house.h').read(),
    packages=sorted(m.packages_distributions()),
)`,
    );
    expect(value).toEqual({
      version: '1.0',
      installer: 'causeway\n',
      direct: `{"url":"emfs:/workspace/${made.fileName}","archive_info":{"hashes":{"sha256":"${made.sha256}"}}}`,
      requested: '',
      files: [
        '../../../bin/house',
        '../../../bin/house-script',
        '../../../bin/house-shell',
        '../../../etc/house.conf',
        '../../../include/python3.14/full_house/house.h',
        'from_platlib.py',
        'from_purelib.py',
        'full_house-1.0.dist-info/INSTALLER',
        'full_house-1.0.dist-info/METADATA',
        'full_house-1.0.dist-info/RECORD',
        'full_house-1.0.dist-info/REQUESTED',
        'full_house-1.0.dist-info/WHEEL',
        'full_house-1.0.dist-info/direct_url.json',
        'full_house-1.0.dist-info/entry_points.txt',
        'full_house/__init__.py',
        'full_house/data, with comma.txt',
      ],
      sound: true,
      unhashed: ['full_house-1.0.dist-info/RECORD'],
      entry: [7],
      script: '#!/usr/bin/python3\nprint("script")\n',
      shell: '#!/bin/sh\necho shell\n',
      program:
        "#!/usr/bin/python3\nimport sys\n\nfrom full_house import main\n\nif __name__ == '__main__':\n" +
        '    sys.exit(main())\n',
      modes: ['0o755', '0o755', '0o644'],
      conf: 'on',
      header: '/* h */',
      packages: ['from_platlib', 'from_purelib', 'full_house'],
    });
  });
});

describe('what is installed already', () => {
  test('stays as it is when it is asked for again, and is told', async () => {
    await withPackages(options(), async (session) => {
      await session.installPythonPackages('hello-world==1.0', { deps: false });
      const before = await filesOf(session);
      const asked = index.asked.length;
      expect(await session.installPythonPackages(['hello-world', 'hello-world<1.5'])).toEqual({
        installed: [
          { requirement: 'hello-world', name: 'Hello.World', version: '1.0' },
          { requirement: 'hello-world<1.5', name: 'Hello.World', version: '1.0' },
        ],
        requirements: ['hello-world', 'hello-world<1.5'],
        packages: [],
      });
      expect(await filesOf(session)).toEqual(before);
      expect(index.asked.length).toBe(asked);
    });
  });

  test('gives way to another version, with all its files and no more', async () => {
    await withPackages({}, async (session) => {
      const install = async (version: string, files: Record<string, string>): Promise<void> => {
        const made = wheel({ name: 'x', version, files });
        await session.writeFile(`/tmp/${made.fileName}`, made.bytes);
        await session.installPythonPackages(`emfs:/tmp/${made.fileName}`);
      };
      const tree = () =>
        evaluate(
          session,
          "import glob; sorted(glob.glob('/lib/python3.14/site-packages/**', recursive=True))",
        );
      await install('1.0', {
        'x/__init__.py': '',
        'x/old/only.py': 'x = 1',
        'shared/of_x.py': '',
        'x-1.0.data/scripts/x-tool': '#!python\n',
      });
      // Beside the package stand a file of the program and bytecode that Python wrote.
      await evaluate(
        session,
        `
import importlib.util, py_compile
open('/lib/python3.14/site-packages/shared/mine.py', 'w').write('')
py_compile.compile('/lib/python3.14/site-packages/x/old/only.py')`,
      );
      await install('2.0', { 'x/__init__.py': '', 'x/new.py': 'x = 2' });
      expect(await tree()).toEqual([
        '/lib/python3.14/site-packages/',
        '/lib/python3.14/site-packages/shared',
        '/lib/python3.14/site-packages/shared/mine.py',
        '/lib/python3.14/site-packages/x',
        '/lib/python3.14/site-packages/x-2.0.dist-info',
        '/lib/python3.14/site-packages/x-2.0.dist-info/INSTALLER',
        '/lib/python3.14/site-packages/x-2.0.dist-info/METADATA',
        '/lib/python3.14/site-packages/x-2.0.dist-info/RECORD',
        '/lib/python3.14/site-packages/x-2.0.dist-info/REQUESTED',
        '/lib/python3.14/site-packages/x-2.0.dist-info/WHEEL',
        '/lib/python3.14/site-packages/x-2.0.dist-info/direct_url.json',
        '/lib/python3.14/site-packages/x/__init__.py',
        '/lib/python3.14/site-packages/x/new.py',
      ]);
      expect(await evaluate(session, "import os; os.path.exists('/bin/x-tool')")).toBe(false);
    });
  });

  test('is renewed on request: the newest version, or the same one again', async () => {
    await withPackages(options(), async (session) => {
      await session.installPythonPackages('hello-world==1.0');
      const { packages } = await session.installPythonPackages('hello-world', {
        upgrade: true,
        deps: false,
      });
      expect(packages).toEqual([{ name: 'Hello.World', version: '1.10' }]);
      const same = await session.installPythonPackages('hello-world', {
        upgrade: true,
        deps: false,
      });
      expect(same.packages).toEqual([]);
      const pre = await session.installPythonPackages('hello-world', { upgrade: true, pre: true });
      expect(pre.packages).toEqual([{ name: 'Hello.World', version: '2.0rc1' }]);
      await evaluate(
        session,
        "open('/lib/python3.14/site-packages/hello_world/__init__.py', 'w').write('broken =')",
      );
      const again = await session.installPythonPackages('hello-world==2.0rc1', { reinstall: true });
      expect(again.packages).toEqual([{ name: 'Hello.World', version: '2.0rc1' }]);
      expect(await evaluate(session, 'import hello_world; hello_world.__version__')).toBe('2.0rc1');
    });
  });
});

test('a module is found at once, also by a program that looked for it before and waits', async () => {
  await withPackages(options(), async (session) => {
    // Ten times: what Python remembers of a folder goes by the folder's time, in milliseconds.
    for (let round = 0; round < 10; round += 1) {
      const made = wheel({ name: `late${round}`, version: '1.0' });
      const { value } = await session.runPtc({
        code: `
import importlib.metadata
def found():
    try:
        import late${round}
        return [late${round}.__version__, importlib.metadata.version('late${round}')]
    except ImportError as error:
        return [type(error).__name__]
before = found()
await tools.install()
before + found()`,
        tools: ['install'],
        onHostCall: async () => {
          await session.writeFile(`/tmp/${made.fileName}`, made.bytes);
          await session.installPythonPackages(`emfs:/tmp/${made.fileName}`);
          return { ok: true, value: null };
        },
      });
      expect(value).toEqual(['ModuleNotFoundError', '1.0', '1.0']);
    }
  });
});

test('folders that change get a time they never had, whatever time they were given', async () => {
  await withPackages({}, async (session) => {
    const made = wheel({ name: 'x', version: '1.0' });
    await session.writeFile(`/tmp/${made.fileName}`, made.bytes);
    const later = await evaluate(
      session,
      `
import os, time
site = '/lib/python3.14/site-packages'
later = int(time.time()) + 1000
os.utime(site, (later, later))
later`,
    );
    await session.installPythonPackages(`emfs:/tmp/${made.fileName}`);
    expect(await evaluate(session, 'os.stat(site).st_mtime')).toBeGreaterThan(Number(later));
  });
});

test('a new version is imported where the old one was removed in the same moment', async () => {
  await withPackages({}, async (session) => {
    for (let round = 1; round <= 10; round += 1) {
      const made = wheel({
        name: 'x',
        version: `${round}.0`,
        files: { [`x/part${round}.py`]: `value = ${round}\n`, 'x/__init__.py': '' },
      });
      await session.writeFile(`/tmp/${made.fileName}`, made.bytes);
      await session.installPythonPackages(`emfs:/tmp/${made.fileName}`);
      const code = `
import sys
for name in [one for one in sys.modules if one == 'x' or one.startswith('x.')]:
    del sys.modules[name]
from x import part${round}
part${round}.value`;
      expect(await evaluate(session, code)).toBe(round);
    }
  });
});

test('requests take turns, and a restarted session begins without packages', async () => {
  await withPackages(options(), async (session) => {
    const results = await Promise.all([
      session.installPythonPackages('part'),
      session.installPythonPackages('part'),
      session.installPythonPackages('circle'),
    ]);
    expect(results.map(({ packages }) => packages.map(({ name }) => name))).toEqual([
      ['part'],
      [],
      ['circle', 'needed'],
    ]);
    await session.restart();
    const { packages } = await session.installPythonPackages('part');
    expect(packages).toEqual([{ name: 'part', version: '0.1' }]);
  });
});

test('each step is told while it is taken, and a viewer that throws changes nothing', async () => {
  await withPackages(options(), async (session) => {
    const steps: unknown[] = [];
    await session.installPythonPackages('part', { onProgress: (progress) => steps.push(progress) });
    expect(steps).toEqual([
      { step: 'resolving', name: 'part' },
      {
        step: 'downloading',
        name: 'part',
        version: '0.1',
        fileName: 'part-0.1-py3-none-any.whl',
        bytes: expect.any(Number),
      },
      { step: 'installing', packages: [{ name: 'part', version: '0.1' }] },
    ]);
    const warnings: string[] = [];
    const hear = (warning: Error): void => void warnings.push(warning.message);
    process.on('warning', hear);
    await session.installPythonPackages('circle', {
      deps: false,
      onProgress: () => {
        throw new Error('viewer broke');
      },
    });
    await new Promise(setImmediate);
    process.off('warning', hear);
    expect(warnings).toContain('onProgress threw: Error: viewer broke');
    expect(await evaluate(session, 'import circle; circle.__version__')).toBe('3.0');
  });
});
