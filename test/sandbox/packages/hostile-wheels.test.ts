import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import {
  createNodeSession,
  type NodeSession,
} from '../../../src/sandbox/node/create-node-session.ts';
import { refusal, withPackages } from './support/package-session.ts';
import { type TestWheel, type WheelParts, wheel } from './support/wheel.ts';
import { type ZipEntry, zip } from './support/zip.ts';

const OURS = 'cp314-cp314-pyemscripten_2026_0_wasm32';
const WASM = Buffer.from('\0asm\x01\0\0\0', 'latin1');

let session: NodeSession;

beforeAll(async () => {
  session = await createNodeSession({ limits: { diskBytes: 20_000_000 } });
});

afterAll(() => session.close());

async function said(made: TestWheel, fileName: string = made.fileName): Promise<string> {
  await session.writeFile(`/tmp/${fileName}`, made.bytes);
  const message = await refusal(session, () =>
    session.installPythonPackages(`emfs:/tmp/${fileName}`),
  );
  await session.runPtc({ code: `import os; os.remove('/tmp/${fileName}')` });
  return message;
}

const x = (parts: Partial<WheelParts>): TestWheel => wheel({ name: 'x', version: '1.0', ...parts });
const entry = (more: ZipEntry): TestWheel => x({ unrecorded: [more] });

const programs = (count: number): string =>
  `[console_scripts]\n${Array.from({ length: count }, (_, place) => `p${place}=a:b`).join('\n')}`;

describe('an archive that is not honest', () => {
  test.each<[string, TestWheel, string]>([
    [
      'leads upwards',
      entry({ name: '../evil.py', content: '' }),
      'invalid relative path: ../evil.py',
    ],
    [
      'leads upwards later',
      entry({ name: 'x/../../evil.py', content: '' }),
      'invalid relative path',
    ],
    [
      'begins at the root',
      entry({ name: '/lib/evil.py', content: '' }),
      'absolute path: /lib/evil.py',
    ],
    ['begins at a drive', entry({ name: 'C:/evil.py', content: '' }), 'absolute path'],
    ['has backslashes', entry({ name: 'x\\..\\evil.py', content: '' }), 'invalid characters'],
    ['has empty parts', entry({ name: 'x//evil.py', content: '' }), 'leads out of the archive'],
    ['has dots for parts', entry({ name: 'x/./evil.py', content: '' }), 'leads out of the archive'],
    ['has control characters', entry({ name: 'x/\nevil.py', content: '' }), 'control characters'],
    ['has a NUL', entry({ name: 'x/\0evil.py', content: '' }), 'control characters'],
    ['has too long a name', entry({ name: 'e'.repeat(300), content: '' }), 'too long a name'],
    [
      'has too deep a path',
      entry({ name: `${'e/'.repeat(600)}e`, content: '' }),
      'too long a name',
    ],
    [
      'holds a link',
      entry({ name: 'l', content: '/etc', mode: 0o120777 }),
      'is a link or a device',
    ],
    ['holds a device', entry({ name: 'd', content: '', mode: 0o020666 }), 'is a link or a device'],
    ['holds a pipe', entry({ name: 'p', content: '', mode: 0o010666 }), 'is a link or a device'],
    ['is encrypted', entry({ name: 'e.py', content: 'x', encrypted: true }), 'is encrypted'],
    [
      'has folders in folders',
      entry({ name: `${'e/'.repeat(50)}e`, content: '' }),
      'is more than 50 folders deep',
    ],
    ['holds a name twice', entry({ name: 'x/__init__.py', content: '' }), 'stands there twice'],
    [
      'has a file for a folder',
      x({ files: { 'x/a': '', 'x/a/b': '' } }),
      '"x/a" is both a file and a folder',
    ],
    [
      'is larger than it says',
      entry({ name: 'b', content: 'x'.repeat(5000), declaredBytes: 10 }),
      'too many bytes in the stream',
    ],
    [
      'is smaller than it says',
      entry({ name: 'b', content: 'x', declaredBytes: 100 }),
      'not enough bytes in the stream',
    ],
  ])('%s', async (_what, made, reason) => {
    const message = await said(made);
    expect(message).toMatch(
      /^PackageError wheel_invalid: x-1\.0-py3-none-any\.whl is not a good wheel: /,
    );
    expect(message).toContain(reason);
  });

  test('a bomb is refused by what it declares, before it is unpacked', async () => {
    const zeros = new Uint8Array(15_000_000);
    expect(await said(x({ files: { 'a.bin': zeros, 'b.bin': zeros } }))).toContain(
      'packages_too_large: x-1.0-py3-none-any.whl unpacks to more than fits',
    );
    // A lie about the size is found out when it is unpacked.
    const lie = entry({ name: 'lie.bin', content: zeros, declaredBytes: 100 });
    expect(await said(lie)).toContain('too many bytes in the stream');
    const crowd = Array.from({ length: 25_000 }, (_, place) => ({
      name: `f${place}`,
      content: '',
    }));
    expect(await said(x({ unrecorded: crowd }))).toContain('packages_too_large');
    // Folders take room too, also those that only stand in names.
    const folders = Array.from({ length: 5_000 }, (_, place) => ({
      name: `f${place}/a/b/c`,
      content: '',
    }));
    expect(await said(x({ unrecorded: folders }))).toContain('packages_too_large');
  });

  test('bytes that are no archive, or half of one', async () => {
    const whole = x({});
    const cut = { ...whole, bytes: whole.bytes.subarray(0, whole.bytes.length - 30) };
    expect(await said(cut)).toContain('it is no zip archive');
    expect(await said({ ...whole, bytes: Buffer.from('not a wheel') })).toContain('no zip archive');
    expect(await said({ ...whole, bytes: Buffer.alloc(0) })).toContain('no zip archive');
    const flipped = Buffer.from(whole.bytes);
    flipped.fill(0xff, 45, 60);
    expect(await said({ ...whole, bytes: flipped })).toContain('wheel_invalid');
  });
});

describe('a wheel that contradicts itself', () => {
  const hash = 'sha256=47DEQpj8HBSa-_TImW-5JCeuQeRkm5NMpJWZG3hSuFU';

  test.each<[string, TestWheel, string]>([
    ['has no METADATA', x({ replace: { METADATA: null } }), 'it has no x-1.0.dist-info/METADATA'],
    ['has no WHEEL', x({ replace: { WHEEL: null } }), 'it has no x-1.0.dist-info/WHEEL'],
    ['has no RECORD', x({ replace: { RECORD: null } }), 'it has no x-1.0.dist-info/RECORD'],
    ['has METADATA of nothing', x({ replace: { METADATA: '\n' } }), 'no name and version'],
    [
      'has METADATA of another',
      x({ replace: { METADATA: 'Name: y\nVersion: 1.0\n' } }),
      'its METADATA says y 1.0',
    ],
    [
      'has METADATA of another version',
      x({ replace: { METADATA: 'Name: x\nVersion: 1.0.1\n' } }),
      'its METADATA says x 1.0.1',
    ],
    [
      'is of a format to come',
      x({ replace: { WHEEL: 'Wheel-Version: 2.0\n' } }),
      'version "2.0", not 1.x',
    ],
    [
      'does not say whether it is pure',
      x({ replace: { WHEEL: 'Wheel-Version: 1.0\n' } }),
      'Root-Is-Purelib',
    ],
    [
      'has a file that RECORD does not list',
      entry({ name: 'sneaked.py', content: '' }),
      'it holds sneaked.py, which its RECORD does not list',
    ],
    [
      'lists a file that is not there',
      x({ record: (rows) => [...rows, `gone.py,${hash},0`] }),
      'its RECORD lists gone.py, which is not in it',
    ],
    [
      'has a file of other content',
      x({ record: (rows) => rows.map((row) => row.replace(/^(x\/.*),sha.*,/, `$1,${hash},`)) }),
      'x/__init__.py has sha256',
    ],
    [
      'has a file of another size',
      x({ record: (rows) => rows.map((row) => row.replace(/^(x\/.*),\d+$/, '$1,7')) }),
      'x/__init__.py has 20 bytes, but RECORD says 7',
    ],
    [
      'has a file without a hash',
      x({ record: (rows) => rows.map((row) => row.replace(/^(x\/.*),sha.*$/, '$1,,')) }),
      'gives x/__init__.py no hash that counts',
    ],
    [
      'has a file with a weak hash',
      x({ record: (rows) => rows.map((row) => row.replace(/^(x\/.*),sha256=/, '$1,md5=')) }),
      'no hash that counts',
    ],
    [
      'has a RECORD with an open quote',
      x({ replace: { RECORD: '"x' } }),
      'its RECORD cannot be read',
    ],
    [
      'has two folders of information',
      x({ files: { 'y-1.0.dist-info/METADATA': 'Name: y\nVersion: 1.0\n' } }),
      'more than one .dist-info folder',
    ],
    [
      'has data of no kind',
      x({ files: { 'x-1.0.data/somewhere/a': '' } }),
      'x-1.0.data/somewhere/a is of no kind of data',
    ],
    [
      'has data for devices',
      x({ files: { 'x-1.0.data/data/dev/stdout': 'x' } }),
      'a file of it goes to /dev/stdout',
    ],
    [
      'has data for the standard library',
      x({ files: { 'x-1.0.data/data/lib/python314.zip': 'x' } }),
      'a file of it goes to /lib/python314.zip',
    ],
    [
      'has two files for one place',
      x({ files: { 'x.py': '', 'x-1.0.data/purelib/x.py': '' } }),
      'two of its files go to /lib/python3.14/site-packages/x.py',
    ],
    [
      'declares more programs than any',
      x({ files: { 'x-1.0.dist-info/entry_points.txt': programs(1001) } }),
      'its x-1.0.dist-info/entry_points.txt is too large to be one',
    ],
    ['needs what makes no sense', x({ requires: ['>=1'] }), 'A dependency of x 1.0 cannot be had'],
    [
      'needs a file of the host',
      x({ requires: ['y @ file:///y-1.0-py3-none-any.whl'] }),
      'source_refused: A dependency of x 1.0 cannot be had',
    ],
    [
      'needs a later Python',
      x({ requiresPython: '>=3.15' }),
      'x 1.0 needs Python >=3.15, and this is 3.14',
    ],
  ])('%s', async (_what, made, reason) => {
    expect(await said(made)).toContain(reason);
  });

  test('is called other than what it holds', async () => {
    expect(await said(x({}), 'y-1.0-py3-none-any.whl')).toContain(
      'its folder x-1.0.dist-info is of another package or version',
    );
    expect(await said(x({}), 'x-2.0-py3-none-any.whl')).toContain('of another package or version');
    const bare = { ...x({}), bytes: zip([{ name: 'x.py', content: '' }]) };
    expect(await said(bare)).toContain('it has no .dist-info folder');
  });
});

describe('a wheel with machine code', () => {
  const native = (tag: string): TestWheel =>
    x({ tag, files: { 'x/native.cpython-314-wasm32-emscripten.so': WASM } });
  const instead =
    'which a session that runs cannot load; name it in createNodeSession({ packages })';

  test('for this platform is refused with where it belongs, whatever it is called', async () => {
    expect(await said(native(OURS))).toContain(
      `wheel_binary: x 1.0 has machine code (x-1.0-${OURS}.whl), ${instead}`,
    );
    expect(await said(native('py3-none-any'))).toContain(
      `wheel_binary: x 1.0 has machine code (x-1.0-py3-none-any.whl), ${instead}`,
    );
    expect(await said(x({ tag: OURS }))).toContain('wheel_binary');
  });

  test('for another platform is refused with which one', async () => {
    const tag = 'cp312-cp312-manylinux_2_17_x86_64';
    expect(await said(native(tag))).toBe(
      `PackageError package_unavailable: x-1.0-${tag}.whl is for ${tag}, and this is ${OURS}`,
    );
  });

  test('of another machine, as data beside Python, is data', async () => {
    const elf = x({ files: { 'x/__init__.py': '', 'x/libx.so': Buffer.from('\x7fELF') } });
    await withPackages({}, async (open) => {
      await open.writeFile(elf.fileName, elf.bytes);
      const { packages } = await open.installPythonPackages(`./${elf.fileName}`);
      expect(packages).toEqual([{ name: 'x', version: '1.0' }]);
    });
  });
});

test('of several wheels with a bad one among them none is installed', async () => {
  const good = wheel({ name: 'good', version: '1.0' });
  const bad = entry({ name: '../evil.py', content: '' });
  await session.writeFile(`/tmp/${good.fileName}`, good.bytes);
  await session.writeFile(`/tmp/${bad.fileName}`, bad.bytes);
  const both = [`emfs:/tmp/${good.fileName}`, `emfs:/tmp/${bad.fileName}`];
  expect(await refusal(session, () => session.installPythonPackages(both))).toContain(
    'invalid relative path: ../evil.py',
  );
});
