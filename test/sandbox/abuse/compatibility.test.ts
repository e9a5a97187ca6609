import { readFileSync } from 'node:fs';
import { expect, test } from 'vitest';
import { inNewLab, sharedLab } from './support/lab.ts';

const lab = sharedLab();

async function run(name: string): Promise<unknown> {
  const program = readFileSync(new URL(`fixtures/compatibility/${name}.py`, import.meta.url), 'utf8');
  const { end } = await lab.attack(program, { limits: { wallClockMs: 100_000 } });
  expect(end).toMatch(/^value /);
  expect(await lab.isWell()).toBe(true);
  return JSON.parse(end.slice('value '.length));
}

test('H-S1 importing the whole standard library trips nothing; what is missing is told', async () => {
  expect(await run('stdlib')).toEqual([]);
});

test('H-S1 touching every object there is trips nothing', async () => {
  expect(await run('touch_everything')).toEqual([true, true]);
});

test('asyncio does what programs know of it', async () => {
  expect(await run('asyncio_suite')).toEqual({});
});

test('the library does its ordinary work', async () => {
  expect(await run('library_work')).toEqual({});
});

test('H-L3 deep recursion is a RecursionError, never the end of the session', async () => {
  expect(await run('deep')).toEqual({});
});

test('files with the names of JavaScript’s own things are files', async () => {
  expect(await run('odd_files')).toEqual([[], true, false]);
});

test('H-L3 recursion with its limit raised beyond reason ends in an error or a told death', async () => {
  await inNewLab(async (own) => {
    const { end } = await own.attack(
      'import sys\nsys.setrecursionlimit(10**6)\ndef again(): again()\nagain()',
      { limits: { wallClockMs: 20_000 } },
    );
    expect(end).toMatch(/^(error (RecursionError|MemoryError): |died (stack|crashed): )/);
  });
});
