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

async function reach(prepare: string): Promise<{ objects: number; instances: string[] }> {
  const { end } = await lab.attack(prepare + walk);
  const [objects, instances] = JSON.parse(end.replace(/^value /, '')) as [number, string[]];
  return { objects, instances: instances.filter((name) => !HARMLESS.includes(name)) };
}

test('H-S1 of all objects a program can reach, none is a proxy of a JavaScript object', async () => {
  const { objects, instances } = await reach('');
  expect(objects).toBeGreaterThan(50_000);
  expect(instances).toEqual([]);
  expect(await lab.isWell()).toBe(true);
});

test('H-S1 the walk would have met a proxy, wherever it were kept', async () => {
  const { instances } = await reach(`
kind = next(kind for kind in object.__subclasses__() if kind.__name__ == 'JsProxy' and '__module__' in vars(kind))
def keep(hidden=[{'deep': (object.__new__(kind),)}]): pass
kind = None
`);
  expect(instances).toEqual(['pyodide.ffi.JsProxy']);
});
