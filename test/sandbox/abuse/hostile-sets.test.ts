import { expect, test } from 'vitest';
import { bake, runOn, startMaking } from '../support/baked.ts';

/** What comes of a set whose code is hostile while its image is made. */
async function outcome(files: Record<string, string>): Promise<string> {
  return bake(files).then(
    () => 'made',
    ({ code, message }: Error & { code: string }) => `${code}: ${message}`,
  );
}

test.each([
  [
    'ends the process',
    'import os; os._exit(3)',
    'package_unloadable: The packages cannot be imported: the program ended the interpreter: exit status 3',
  ],
  [
    'removes its files',
    'import shutil; shutil.rmtree("/lib/python3.14/site-packages")',
    'package_unloadable: The packages cannot be put into an image: the sandbox process ended unexpectedly',
  ],
  [
    'puts devices in the place of its files',
    'import os; os.remove(__file__); os.symlink("/dev/causeway", __file__); open("/dev/causeway", "wb").write(b"X[]")',
    'package_unloadable: The packages cannot be',
  ],
])(
  'H-L3 a package that %s while an image is made is one clear error',
  async (_what, code, said) => {
    expect(await outcome({ 'sly.py': `${code}\n` })).toContain(said);
  },
);

test('H-L4 a package that takes all memory while an image is made has what it may and no more', async () => {
  const code = `
kept = []
try:
    while True:
        kept.append(bytearray(50_000_000))
except MemoryError:
    taken = len(kept)
    kept = None
`;
  const image = await bake({ 'flood.py': code });
  // What was taken is part of such an image, and more than a session has.
  await expect(runOn(image, 'import flood; flood.taken')).rejects.toThrow(
    'the image needs more memory than limit memoryBytes allows',
  );
});

test('H-L8 a disk that is full while an image is made is told as such', async () => {
  const process = await startMaking();
  const full = Object.assign(new Error('no space left on device'), { code: 'ENOSPC' });
  const taking = process.takeImage([], () => {
    throw full;
  });
  await expect(taking).rejects.toBe(full);
  expect(process.end?.reason).toBe('protocol');
});

test('H-S5 what a package leaves running while an image is made does not go on in sessions', async () => {
  const image = await bake({
    'late.py': `
import asyncio
count = []
async def forever():
    while True:
        count.append(1)
        await asyncio.sleep(0)
task = asyncio.get_event_loop().create_task(forever())
`,
  });
  const code =
    'import asyncio, late; before = len(late.count); await asyncio.sleep(0.05); len(late.count) - before';
  expect((await runOn(image, code)).value).toBe(0);
});
