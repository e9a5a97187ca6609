import { expect, test } from 'vitest';
import { createNodeSession } from '../../src/sandbox/node/index.ts';
import { sharedSession } from './support/session.ts';

const { run, get } = sharedSession({
  initialFiles: [
    { path: 'data/first.txt', content: new TextEncoder().encode('first') },
    { path: '/tmp/absolute.bin', content: Uint8Array.of(0, 255, 10) },
  ],
});

test('files put in before the start are there for the program', async () => {
  const { value } = await run(
    "[open('data/first.txt').read(), list(open('/tmp/absolute.bin', 'rb').read())]",
  );
  expect(value).toEqual(['first', [0, 255, 10]]);
});

test('files go in and come out byte for byte, between runs and while one waits', async () => {
  await run("open('/workspace/made.bin', 'wb').write(bytes(range(256)))");
  const { content } = await get().readFile('made.bin');
  expect([content.constructor.name, content.length, content[255]]).toEqual([
    'Uint8Array',
    256,
    255,
  ]);
  const { value } = await run("await tools.echo(value=1)\nopen('during.txt').read()", {
    onHostCall: async () => {
      await get().writeFile('during.txt', 'written while the program waited');
      return { ok: true, value: null };
    },
  });
  expect(value).toBe('written while the program waited');
  const sync = await run("tools.echo.sync(value=1)\nopen('during.txt').read()", {
    onHostCall: async () => {
      await get().writeFile('during.txt', 'also while it blocked');
      return { ok: true, value: null };
    },
  });
  expect(sync.value).toBe('also while it blocked');
  expect((await get().listDir()).output.split('\n')).toEqual(['data', 'during.txt', 'made.bin']);
});

test('a large file crosses whole', async () => {
  const large = new Uint8Array(5_000_000).fill(7);
  await get().writeFile('large.bin', large);
  expect((await run("sum(open('large.bin', 'rb').read())")).value).toBe(35_000_000);
  expect(Buffer.compare((await get().readFile('large.bin')).content, large)).toBe(0);
});

test('each thing that cannot be done with a file is one clear error', async () => {
  await run("import os; os.makedirs('/workspace/folder', exist_ok=True)");
  const session = get();
  const told = async (action: Promise<unknown>): Promise<string> =>
    action.then(
      () => 'it worked',
      (error: Error) => `${error.name}: ${error.message}`,
    );
  expect(await told(session.readFile('missing.txt'))).toBe(
    'SessionFileError: Cannot read /workspace/missing.txt in the session: not found: there is no such file or directory',
  );
  expect(await told(session.readFile('folder'))).toContain('it is a directory');
  expect(await told(session.listDir('made.bin'))).toContain('is not a directory');
  expect(await told(session.writeFile('folder', 'x'))).toContain('it is a directory');
  expect(await told(session.writeFile('/dev/stdout', 'x'))).toContain('permission denied');
  expect(await told(session.readFile('/dev/causeway'))).toContain('permission denied');
  expect(await told(session.readFile('/dev/stdin'))).toContain('permission denied');
  expect(await told(session.readFile(''))).toContain('Not a path: ""');
  expect((await run('1 + 1')).value).toBe(2);
});

test('H-L8 a file larger than the session’s disk is refused, and the session goes on', async () => {
  const session = await createNodeSession({ limits: { diskBytes: 1_000_000 } });
  try {
    await expect(session.writeFile('big', new Uint8Array(2_000_000))).rejects.toThrow(
      'the session has no space left (limit diskBytes)',
    );
    await session.writeFile('small', 'fits');
    expect((await session.runPtc({ code: "open('small').read()" })).value).toBe('fits');
  } finally {
    await session.close();
  }
});

test('an initial file that does not fit leaves no session behind', async () => {
  await expect(
    createNodeSession({
      limits: { diskBytes: 100_000 },
      initialFiles: [{ path: 'big', content: new Uint8Array(200_000) }],
    }),
  ).rejects.toThrow('no space left');
});
