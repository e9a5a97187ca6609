import { describe, expect, test } from 'vitest';
import { relinkLibraries } from '../../../src/sandbox/node/child/libraries/relink-libraries.ts';
import { bake, runOn } from '../support/baked.ts';
import { type TinyLibraryOptions, tinyLibrary } from '../support/tiny-library.ts';

/** A hostile wheel's library, in a set that the caller asked for. */
const core = (more: Partial<TinyLibraryOptions>): Record<string, Uint8Array> => ({
  'core.so': tinyLibrary({ name: 'core', ...more }),
});

const answer = async (image: number): Promise<unknown> =>
  (await runOn(image, 'import core; core.answer()')).value;

describe('a library that reaches for objects of JavaScript by its imports', () => {
  test.each<[string, Partial<TinyLibraryOptions>, RegExp]>([
    [
      'functions of Object, which every object leads to',
      { imports: [{ module: 'constructor', name: 'groupBy', type: [['anything'], ['anything']] }] },
      /it imports the function groupBy from constructor, which no library may/,
    ],
    [
      'the constructor of functions, as a value',
      { imports: [{ module: 'toString', name: 'constructor' }] },
      /it imports the global constructor from toString, which no library may/,
    ],
    [
      'what every object has, where the interpreter’s functions are',
      { imports: [{ module: 'env', name: 'constructor', type: [[], ['i32']] }] },
      /it imports the function constructor from env, which no library may/,
    ],
    [
      'the same as an address',
      { callsAddress: 'valueOf' },
      /it imports the global valueOf from GOT\.func, which no library may/,
    ],
    [
      'values of the interpreter that are no numbers',
      { imports: [{ module: 'env', name: 'wasmTable' }] },
      /it imports the global wasmTable from env, which no library may/,
    ],
    [
      'a namespace that is none',
      { imports: [{ module: 'process', name: 'exit', type: [['i32'], []] }] },
      /it imports the function exit from process, which no library may/,
    ],
    [
      'objects that an allowed function could be given',
      { imports: [{ module: 'env', name: 'fd_close', type: [['anything'], ['i32']] }] },
      /it has functions that take or give references, which no library may/,
    ],
    [
      'objects that an allowed function could give',
      { imports: [{ module: 'env', name: 'saveState', type: [[], ['anything']] }] },
      /it has functions that take or give references, which no library may/,
    ],
    [
      'the same behind long sections',
      {
        imports: [{ module: 'env', name: 'fd_close', type: [['anything'], ['i32']] }],
        padded: true,
      },
      /it has functions that take or give references, which no library may/,
    ],
    [
      'a place to hand a function of its own to',
      { imports: [{ module: 'env', name: 'fd_close', type: [['function'], []] }] },
      /it has functions that take or give references, which no library may/,
    ],
  ])('H-S1 %s', async (_what, more, reason) => {
    await expect(bake(core(more))).rejects.toThrow(reason);
  });
});

describe('a library that is behind the gate', () => {
  test('H-S1 is given no address of what a program may not call', async () => {
    const library = core({ callsAddress: 'emscripten_run_script' });
    await expect(bake({ 'use.py': 'import core\ncore.answer()\n', ...library })).rejects.toThrow(
      /the interpreter trapped: null function or function signature mismatch/,
    );
  });

  test('H-S1 puts nothing in the place of what others import', async () => {
    const image = await bake({
      // What it exports is then for all libraries.
      'all/__init__.py': 'import sys\nsys.setdlopenflags(258)\n',
      'all/names.so': tinyLibrary({
        name: 'names',
        answer: 7,
        exports: ['__syscall_openat', '_dlopen_js', '__proto__', 'constructor', 'then', 'stub'],
      }),
      'second.so': tinyLibrary({ name: 'second', opensAtStart: '/lib/no such' }),
    });
    const { value } = await runOn(
      image,
      'import all.names, second; [all.names.answer(), second.answer()]',
    );
    // What its own function would have given is 7.
    expect(value).toEqual([7, -44]);
  });

  test.each<[string, Partial<TinyLibraryOptions>]>([
    ['functions', { tableSize: 2 ** 31 }],
    ['memory', { memorySize: 2 ** 31 }],
  ])('H-L4 does not get more %s than there is', async (_what, more) => {
    await expect(bake(core(more))).rejects.toThrow(/The packages cannot be (loaded|imported)/);
  });

  test('H-S1 has no device of the host when it is linked again', async () => {
    const image = await bake(core({ opensAtStart: '/dev/tty' }));
    expect(await answer(image)).toBe(-44);
  });
});

test('H-S1 an image that names a hostile library links it no more than one that is made', () => {
  const content = tinyLibrary({
    name: 'core',
    imports: [{ module: 'constructor', name: 'groupBy', type: [['anything'], ['anything']] }],
  });
  const file = { path: '/core.so', content, executable: false };
  const library = { path: file.path, memoryBase: 0, memoryBytes: 0, tableBase: 0 };
  const record = { libraries: [{ ...library, addresses: { memory: {}, functions: {} } }] };
  const functions = { tableStart: 0, tableEnd: 0, libraryFunctions: [], interpreterFunctions: [] };
  const table = { length: 0, grow: () => 0, get: () => null, set() {} };
  expect(() =>
    relinkLibraries({ table, exports: {}, env: {} }, { ...record, ...functions }, [file]),
  ).toThrow('it imports the function groupBy from constructor, which no library may');
});

describe('while an image is made', () => {
  test('H-S1 a library is known by its bytes, whatever its sections are called', async () => {
    const forged = tinyLibrary({ name: 'forged', section: 'dylink.0\0' });
    const image = await bake({
      'sly.py': `
import base64
with open('/workspace/forged.so', 'wb') as file:
    file.write(base64.b64decode('${Buffer.from(forged).toString('base64')}'))
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

  test('H-S1 a library brings in no other than those of the packages', async () => {
    const other = tinyLibrary({ name: 'other', answer: 8 });
    const image = await bake({
      'sly.py': `
import base64
with open('/workspace/libother.so', 'wb') as file:
    file.write(base64.b64decode('${Buffer.from(other).toString('base64')}'))
`,
      'plain.py': 'import sly\n',
    });
    expect((await runOn(image, 'import sly; 1')).value).toBe(1);
    await expect(bake({ ...core({ needs: ['/workspace/libother.so'] }) })).rejects.toThrow(
      /The packages cannot be loaded: core: ImportError/,
    );
  });

  test('a library that is linked to another of the packages finds its functions in every restore', async () => {
    const giver = '/lib/python3.14/site-packages/core.libs/libgiver.so';
    const image = await bake({
      'core.libs/libgiver.so': tinyLibrary({ name: 'giver', answer: 5, exports: ['give'] }),
      ...core({ asks: 'give', needs: [giver, giver, giver] }),
    });
    expect(await answer(image)).toBe(5);
  });
});
