import { beforeAll, expect, test } from 'vitest';
import { sharedShell, withShell } from './support/shell.ts';

const { run, outputOf, session } = sharedShell();

/** Every byte there is, and more than one write's worth of them. */
const CONTENT = new Uint8Array(70_000).map((_, index) => index % 256);
const WRITE = 'bytes(n % 256 for n in range(70_000))';

/** A file of the same bytes by each road that makes one. */
beforeAll(async () => {
  const open = await session();
  await open.writeFile('host', CONTENT);
  await open.runPtc({
    code: `
import os, shutil
content = ${WRITE}
def write(path, *parts, mode='wb'):
    with open(path, mode) as file:
        for part in parts:
            file.write(part)
            file.flush()
write('once', content)
write('parts', content[:7], content[7:69_000], content[69_000:])
write('appended', content[:1])
write('appended', content[1:], mode='ab')
write('longer', content, b'more')
os.truncate('longer', len(content))
shutil.copy('once', 'copied')
shutil.copyfile('host', 'copied_from_host')
`,
  });
  await run(`python3 -c "open('script', 'wb').write(${WRITE})"; cat host > redirected`);
  await run('cp redirected of_shell; cp once of_python; cp of_python of_copy');
});

const ROADS = [
  'host',
  'once',
  'parts',
  'appended',
  'longer',
  'copied',
  'copied_from_host',
  'script',
  'redirected',
  'of_shell',
  'of_python',
  'of_copy',
];

test.each(ROADS)('a copy of %s has its bytes', async (name) => {
  const open = await session();
  const same = async (path: string): Promise<boolean> =>
    Buffer.compare((await open.readFile(path)).content, CONTENT) === 0;
  expect(await outputOf(`mkdir -p tree/sub; cp ${name} tree/sub/file; echo old > over`)).toBe('');
  expect(await outputOf(`cp ${name} fresh; cp ${name} over; cp -r tree again`)).toBe('');
  expect(await outputOf(`head -c 69999 ${name} > over_python; cp over_python cut`)).toBe('');
  expect(await Promise.all([name, 'fresh', 'over', 'again/sub/file'].map(same))).toEqual([
    true,
    true,
    true,
    true,
  ]);
  expect(await outputOf('stat -c %s cut')).toBe('69999\n');
  const { value } = await open.runPtc({
    code: `[open(p, 'rb').read() == ${WRITE} for p in ('${name}', 'fresh', 'over', 'again/sub/file')]`,
  });
  expect(value).toEqual([true, true, true, true]);
  await run('rm -r tree again fresh over over_python cut');
});

test('text that Python wrote is copied, and an empty file stays one', async () => {
  await (await session()).runPtc({
    code: 'open("p", "w").write("abcdef"); open("none", "w").close()',
  });
  expect(await outputOf('cp p p2; cp none none2; cat p2; stat -c %s p2 none2')).toBe(
    'abcdef6\n0\n',
  );
  expect(await outputOf('cp none p2; stat -c %s p2')).toBe('0\n');
});

test('H-L8 what Python writes at once counts to the disk, in however many files', async () => {
  await withShell({ limits: { diskBytes: 4_000_000 } }, async (sh, open) => {
    const code = `
def fill(folder):
    import os
    os.makedirs(folder)
    for n in range(100):
        try:
            open(f'{folder}/{n}', 'wb', buffering=0).write(b'x' * 900_000)
        except OSError as error:
            return n, error.strerror
fill('/workspace/a')`;
    expect((await open.runPtc({ code })).value).toEqual([4, 'No space left on device']);
    expect((await sh('cp a/0 b')).stderr).toBe("cp: cannot copy 'a/0': No space left on device\n");
    await sh('rm -r a b');
    expect((await open.runPtc({ code })).value).toEqual([4, 'No space left on device']);
  });
});
