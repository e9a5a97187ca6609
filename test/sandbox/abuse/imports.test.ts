import { execFileSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { beforeAll, expect, test } from 'vitest';
import { createImportGate, ruleFor } from '../../../src/sandbox/node/child/import-gate.ts';
import { runtimeFiles } from '../../../src/sandbox/node/runtime-files.ts';
import { WebAssembly } from './support/web-assembly.ts';

/** What was read and decided name by name; a new Pyodide needs a new reading. */
const reviewed = JSON.parse(
  readFileSync(new URL('fixtures/wasm-imports.json', import.meta.url), 'utf8'),
) as Record<'allowed' | 'refused' | 'deadly', string[]>;

const wasm = new WebAssembly.Module(
  readFileSync(join(runtimeFiles().pyodideDir, 'pyodide.asm.wasm')),
);
const functions = WebAssembly.Module.imports(wasm).filter(({ kind }) => kind === 'function');

test('H-S1 the interpreter imports the functions that were reviewed, and no other', () => {
  expect(functions.map(({ name }) => name).sort()).toEqual(
    [...reviewed.allowed, ...reviewed.refused, ...reviewed.deadly].sort(),
  );
  expect([...new Set(functions.map(({ module }) => module))]).toEqual([
    'env',
    'wasi_snapshot_preview1',
  ]);
  expect([reviewed.allowed.length, reviewed.refused.length, reviewed.deadly.length]).toEqual([
    82, 25, 161,
  ]);
});

test('H-S1 every import has the rule that the review gave it', () => {
  for (const rule of ['allowed', 'refused', 'deadly'] as const) {
    expect(reviewed[rule].filter((name) => ruleFor(name) !== rule)).toEqual([]);
  }
});

test('H-S1 the gate names no import that is not there', () => {
  const source = readFileSync(
    new URL('../../../src/sandbox/node/child/import-gate.ts', import.meta.url),
    'utf8',
  );
  const allowed = /ALLOWED[^`]*`([^`]*)`/.exec(source)?.[1]?.trim().split(/\s+/) ?? [];
  const refusals = /REFUSED[^{]*\{([^}]*)\}/.exec(source)?.[1] ?? '';
  const refused = [...refusals.matchAll(/^\s*(\w+):/gm)].map(([, name]) => name);
  expect([allowed.sort(), refused.sort()]).toEqual([reviewed.allowed, reviewed.refused]);
});

test('H-S1 imports that are made of the interpreter’s names alone reach nothing unless allowed', () => {
  const reached: string[] = [];
  const env: Record<string, unknown> = {};
  for (const { name } of functions) env[name] = () => reached.push(name);
  const gate = createImportGate((name) => {
    throw new Error(`violation ${name}`);
  });
  gate.wrap({ env, wasi_snapshot_preview1: env });
  gate.lock();
  const outcomes: Record<string, unknown> = {};
  for (const { name } of functions) {
    try {
      outcomes[name] = (env[name] as () => unknown)();
    } catch (error) {
      outcomes[name] = (error as Error).message;
    }
  }
  expect([...reached].sort()).toEqual(reviewed.allowed);
  for (const name of reviewed.deadly) expect(outcomes[name]).toBe(`violation ${name}`);
  for (const name of reviewed.refused) expect(outcomes[name]).toBeTypeOf('number');
  expect([outcomes._emscripten_system, outcomes.__syscall_socket, outcomes._dlopen_js]).toEqual([
    -52, -2, 0,
  ]);
  expect(() => (env.syncifyHandler as () => void)()).toThrow('violation syncifyHandler');
});

test('H-S1 functions of a namespace that the gate does not know are refused at start', () => {
  const gate = createImportGate((name) => {
    throw new Error(`violation ${name}`);
  });
  const env = { fd_read: () => 0 };
  const other = { open_door: () => 'open' };
  expect(() => gate.wrap({ env, wasi_snapshot_preview1: env, other })).toThrow(
    'imports from other',
  );
  expect(() => gate.wrap({ env, wasi_snapshot_preview1: { fd_read: () => 0 } })).toThrow(
    'imports from wasi_snapshot_preview1',
  );
});

interface Counted {
  sameNamespace: boolean;
  guarded: number;
  unguarded: string[];
  placed: number;
  placedUnguarded: string[];
}

let counted: Counted;

beforeAll(() => {
  const entry = fileURLToPath(new URL('fixtures/count-table-functions.ts', import.meta.url));
  const stdout = execFileSync(process.execPath, ['--no-warnings', entry], { encoding: 'utf8' });
  counted = JSON.parse(stdout) as Counted;
});

test('H-S1 the function table of a restored interpreter holds no JavaScript function unguarded', () => {
  expect([counted.placed, counted.placedUnguarded]).toEqual([0, []]);
});

test('H-S1 beyond its reviewed imports an interpreter is given guarded functions only', () => {
  expect(counted.sameNamespace).toBe(true);
  expect(counted.unguarded).toEqual(reviewed.allowed);
  expect(counted.guarded).toBeGreaterThan(1200);
});
