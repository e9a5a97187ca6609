import { spawnSync } from 'node:child_process';
import {
  copyFileSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readFileSync,
  rmSync,
  statSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { root } from './source-files.ts';

const folder = mkdtempSync(join(tmpdir(), 'causeway-build-'));

function write(path: string, text: string): void {
  mkdirSync(dirname(join(folder, path)), { recursive: true });
  writeFileSync(join(folder, path), text);
}

function build(): { exitCode: number | null; output: string } {
  const done = spawnSync(process.execPath, ['scripts/build.ts'], { cwd: folder, encoding: 'utf8' });
  return { exitCode: done.status, output: done.stdout + done.stderr };
}

const built = (path: string): boolean => existsSync(join(folder, 'dist', path));

describe('the build', () => {
  beforeAll(() => {
    write('package.json', '{ "type": "module" }');
    mkdirSync(join(folder, 'scripts'));
    copyFileSync(join(root, 'scripts/build.ts'), join(folder, 'scripts/build.ts'));
    symlinkSync(join(root, 'node_modules'), join(folder, 'node_modules'), 'junction');
    const project = (name: string, include: string): void =>
      write(
        `tsconfig.${name}.json`,
        JSON.stringify({
          extends: join(root, 'tsconfig.base.json'),
          compilerOptions: {
            composite: true,
            declaration: true,
            rootDir: 'src',
            outDir: 'dist',
            tsBuildInfoFile: `cache/${name}.tsbuildinfo`,
          },
          include: [include],
        }),
      );
    project('neutral', 'src/neutral');
    project('node', 'src/cli');
    write('src/neutral/road.ts', 'export const road: string = "causeway";\n');
    write('src/neutral/guest.py', 'print("guest")\n');
    copyFileSync(join(root, 'vite.config.ts'), join(folder, 'vite.config.ts'));
    write('src/web/index.html', '<!doctype html><script type="module" src="./main.tsx"></script>');
    write('src/web/main.tsx', "document.title = 'Causeway';\n");
    write('src/cli/main.ts', '#!/usr/bin/env node\nexport const main: number = 1;\n');
  });
  afterAll(() => rmSync(folder, { recursive: true }));

  test('prints nothing and leaves modules, types and assets', () => {
    expect(build()).toEqual({ exitCode: 0, output: '' });
    for (const path of [
      'neutral/road.js',
      'neutral/road.d.ts',
      'neutral/guest.py',
      'cli/main.js',
      'web/index.html',
    ]) {
      expect(built(path), path).toBe(true);
    }
  });

  test.skipIf(process.platform === 'win32')('makes the command executable', () => {
    expect(statSync(join(folder, 'dist/cli/main.js')).mode & 0o111).toBe(0o111);
  });

  test('changes nothing when nothing has changed', () => {
    const made = ['dist/neutral/guest.py', 'dist/web/index.html'].map((path) => join(folder, path));
    const times = (): number[] => made.map((path) => statSync(path).mtimeMs);
    const before = times();
    expect(build()).toEqual({ exitCode: 0, output: '' });
    expect(times()).toEqual(before);
  });

  test('takes changed assets along and removes what has no source', () => {
    write('src/neutral/guest.py', 'print("guest again")\n');
    write('dist/attic/old.js', '');
    write('dist/neutral/renamed.js.map', '');
    expect(build()).toEqual({ exitCode: 0, output: '' });
    expect(readFileSync(join(folder, 'dist/neutral/guest.py'), 'utf8')).toContain('again');
    expect([built('attic'), built('neutral/renamed.js.map')]).toEqual([false, false]);
    expect(built('neutral/road.js')).toBe(true);
  });

  test('builds anew when what it made was deleted', () => {
    rmSync(join(folder, 'dist'), { recursive: true });
    expect(build()).toEqual({ exitCode: 0, output: '' });
    expect(built('neutral/road.js')).toBe(true);
  });

  test('ends with the compiler’s words when there is a fault', () => {
    write('src/neutral/road.ts', 'export const road: string = 1;\n');
    const { exitCode, output } = build();
    expect(exitCode).not.toBe(0);
    expect(output).toContain('src/neutral/road.ts(1,');
    write('src/neutral/road.ts', 'export const road: string = "causeway";\n');
  });

  test('names a module that no TypeScript project includes', () => {
    write('src/attic/stray.ts', 'export const stray: number = 1;\n');
    expect(build()).toEqual({
      exitCode: 1,
      output:
        'No TypeScript project in tsconfig.neutral.json, tsconfig.node.json includes src/attic/stray.ts\n',
    });
  });
});
