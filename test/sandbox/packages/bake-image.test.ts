import { describe, expect, it } from 'vitest';
import { bake, runOn } from '../support/baked.ts';
import { tinyLibrary } from '../support/tiny-library.ts';

const LIBRARY = 'core.cpython-314-wasm32-emscripten.so';

describe('an image with packages', () => {
  it('holds imported modules, their files, and extension modules that work in every restore', async () => {
    const image = await bake({
      'tiny/__init__.py': 'from .core import answer\nloaded = []\n',
      'tiny/data.txt': 'beside the code',
      [`tiny/${LIBRARY}`]: tinyLibrary({ name: 'core' }),
    });
    const code = `
import sys
before = 'tiny' in sys.modules, 'tiny.core' in sys.modules
import pathlib, tiny
tiny.loaded.append(1)
[before, tiny.answer(), tiny.core.answer(), tiny.loaded,
 pathlib.Path(tiny.__file__).with_name('data.txt').read_text()]`;
    for (const _ of ['first', 'second']) {
      expect((await runOn(image, code)).value).toEqual([
        [true, true],
        42,
        42,
        [1],
        'beside the code',
      ]);
    }
  });

  it('links several libraries again in their order, each with its own memory and functions', async () => {
    const image = await bake({
      'one.cpython-314-wasm32-emscripten.so': tinyLibrary({ name: 'one', answer: 1 }),
      'two.abi3.so': tinyLibrary({ name: 'two', answer: -70_000 }),
      'three.so': tinyLibrary({ name: 'three', answer: 3 }),
    });
    const { value } = await runOn(
      image,
      'import three, two, one\n[m.answer() for m in (one, two, three)]',
    );
    expect(value).toEqual([1, -70_000, 3]);
  });

  it('has the data of a library as it was, also where nothing is left of what it began with', async () => {
    const image = await bake({ 'core.so': tinyLibrary({ name: 'core', empties: true }) });
    expect((await runOn(image, 'import core; core.answer()')).value).toBe(0);
  });

  it('imports what a package only imports when it is asked for', async () => {
    const image = await bake({
      'lazy/__init__.py':
        "__all__ = ['part']\ndef __getattr__(name):\n    from importlib import import_module\n    return import_module('lazy.' + name)\n",
      'lazy/part.py': 'x = 1\n',
    });
    const { value } = await runOn(image, "import sys; 'lazy.part' in sys.modules");
    expect(value).toBe(true);
  });

  it('leaves nothing of its making in the namespace of programs', async () => {
    const image = await bake({ 'plain.py': 'x = 1\n' });
    const { value } = await runOn(image, '[name for name in dir() if not name.startswith("__")]');
    expect(value).toEqual(['ToolError', 'tools']);
  });

  it('is made also when a package cannot be imported, which then fails where it is imported', async () => {
    const image = await bake({ 'broken.py': 'raise ValueError("not here")\n' });
    const { error, message } = await runOn(image, 'import broken');
    expect([error, message]).toEqual(['ValueError', 'not here']);
  });

  it('is refused when an extension module cannot be loaded, with the reason', async () => {
    const made = bake({
      [`tiny/${LIBRARY}`]: tinyLibrary({ name: 'another' }),
      'tiny/__init__.py': '',
    });
    await expect(made).rejects.toMatchObject({
      code: 'package_unloadable',
      message: expect.stringMatching(/^The packages cannot be loaded: tiny\.core: ImportError: /),
    });
  });
});

describe('code of a package while its image is made', () => {
  it('H-S1 loads no library but those of the packages', async () => {
    const forged = Buffer.from(tinyLibrary({ name: 'forged' })).toString('base64');
    const image = await bake({
      'sly.py': `
import base64, sys
with open('/lib/python3.14/site-packages/forged.so', 'wb') as file:
    file.write(base64.b64decode('${forged}'))
try:
    import forged
    told = 'loaded'
except ImportError as error:
    told = str(error)
`,
    });
    const { value } = await runOn(image, 'import sly; sly.told');
    expect(value).toMatch(/it is not a library of the packages/);
  });

  it('H-S1 brings no JavaScript in a library', async () => {
    const library = tinyLibrary({ name: 'core', javascript: true });
    await expect(bake({ [LIBRARY]: library })).rejects.toThrow(/it holds JavaScript/);
  });

  it('H-S1 is behind the locked gate: a library that reaches for JavaScript ends the process', async () => {
    const library = tinyLibrary({ name: 'core', callsAtStart: 'emscripten_run_script' });
    await expect(bake({ [LIBRARY]: library })).rejects.toThrow(
      /the program tried to leave the sandbox: emscripten_run_script/,
    );
  });

  it('H-S2 has no files of the host, no processes and no network', async () => {
    const image = await bake({
      'nosy.py': `
import os, socket
told = []
for attempt in (
    lambda: open('/etc/passwd').read(),
    lambda: os.listdir('/root'),
    lambda: socket.create_connection(('127.0.0.1', 9)),
):
    try:
        told.append(repr(attempt()))
    except OSError as error:
        told.append(type(error).__name__)
told.append(os.system('id'))
`,
    });
    const { value } = await runOn(image, 'import nosy; nosy.told');
    expect(value).toEqual(['FileNotFoundError', 'FileNotFoundError', 'gaierror', -1]);
  });
});

describe('a sandbox with packages', () => {
  it('H-S1 loads no further library once it runs programs', async () => {
    const image = await bake({ [LIBRARY]: tinyLibrary({ name: 'core' }) });
    const code = `
import shutil
shutil.copy('/lib/python3.14/site-packages/${LIBRARY}', '/workspace/other.so')
import core
try:
    import other
    told = 'loaded'
except ImportError as error:
    told = type(error).__name__
[core.answer(), told]`;
    expect((await runOn(image, code)).value).toEqual([42, 'ImportError']);
  });

  it('H-S5 draws its own random numbers in every restore', async () => {
    const image = await bake({
      'numbers_of_mine.py':
        'import random\nrandom.seed(1)\ndef draw():\n    return random.random()\n',
    });
    const code = 'import numbers_of_mine; numbers_of_mine.draw()';
    const first = (await runOn(image, code)).value;
    expect((await runOn(image, code)).value).not.toBe(first);
  });
});
