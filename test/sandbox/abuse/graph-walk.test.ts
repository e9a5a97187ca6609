import { readFileSync } from 'node:fs';
import { expect, test } from 'vitest';
import { sharedLab } from './support/lab.ts';

const lab = sharedLab();
const walk = readFileSync(new URL('fixtures/walk.py', import.meta.url), 'utf8');

/** Plain Python objects whose types are only named so: none holds a value of JavaScript. */
const HARMLESS = [
  '_pyodide._importhook.JsFinder',
  'builtins.Js2PyConverter',
  'builtins.JsFuncSignature',
  'pyodide.ffi.JsNull',
];

test('H-S1 of all objects a program can reach, none is a proxy of a JavaScript object', async () => {
  const { end } = await lab.attack(walk);
  const [objects, instances, types] = JSON.parse(end.replace(/^value /, '')) as [
    number,
    string[],
    string[],
  ];
  expect(objects).toBeGreaterThan(50_000);
  expect(instances.filter((name) => !HARMLESS.includes(name))).toEqual([]);
  // The types themselves stay; a new one needs a look at what its objects hold.
  expect(types).toEqual([]);
  expect(await lab.isWell()).toBe(true);
});
