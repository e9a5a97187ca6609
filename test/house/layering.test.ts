import { describe, expect, test } from 'vitest';
import { breachesOf } from './layering.ts';
import { ROOMS, roomOf } from './rooms.ts';
import { filesBelow, textOf } from './source-files.ts';

const sources = filesBelow('src', /\.tsx?$/);

test('every import in src keeps to the table of rooms', () => {
  expect(sources.length).toBeGreaterThan(0);
  expect(sources.flatMap((path) => breachesOf(path, textOf(path)))).toEqual([]);
});

test('the table of rooms in CONTRIBUTING.md is that of the rules', () => {
  const rows = [...textOf('CONTRIBUTING.md').matchAll(/^\| `([a-z/]+)\/` \|.*\| ([^|]+) \|$/gm)];
  const told = new Map(rows.map(([, room = '', may = '']) => [room, may]));
  const there = Object.keys(ROOMS).filter((room) =>
    sources.some((path) => roomOf(path.slice('src/'.length)) === room),
  );
  expect([...told.keys()].sort()).toEqual(there.sort());
  for (const room of there) {
    const may = told.get(room) ?? '';
    if (may === 'all above') continue;
    expect(may === '–' ? [] : may.split(', '), room).toEqual(ROOMS[room]?.rooms);
  }
});

test('an index file only names what it exports', () => {
  const indexes = sources.filter((path) => /(^|\/)index\.ts$/.test(path));
  const statement = /^export (type )?\{[^}]*\} from '[^']+';\s*/;
  for (const path of indexes) {
    let text = textOf(path)
      .replaceAll(/\/\*[\s\S]*?\*\/|^\s*\/\/.*$/gm, '')
      .trimStart();
    while (statement.test(text)) text = text.replace(statement, '');
    expect(text, path).toBe('');
  }
});

describe('the layering rules themselves', () => {
  const breach = (path: string, text: string) => breachesOf(path, text)[0];

  test('accept what the table allows', () => {
    expect(breach('src/journal/store.ts', "import { open } from 'node:fs';")).toBeUndefined();
    expect(
      breach('src/timeline/fold.ts', "import type { A } from '../protocol/a.ts';"),
    ).toBeUndefined();
    expect(breach('src/index.ts', "export { a } from './runs/a.ts';")).toBeUndefined();
  });

  test.each([
    [
      'src/protocol/a.ts',
      "import type { T } from '../timeline/t.ts';",
      'protocol may not import timeline',
    ],
    [
      'src/timeline/a.ts',
      "export { b } from '../journal/b.ts';",
      'timeline may not import journal',
    ],
    ['src/runs/a.ts', "const b = await import('../cli/b.ts');", 'runs may not import cli'],
    ['src/tools/a.ts', "import { readFile } from 'node:fs';", 'no Node built-ins'],
    ['src/tools/a.ts', "import { readFile } from 'fs';", 'no Node built-ins'],
    ['src/journal/a.ts', "import { readFile } from 'fs';", 'written with node:'],
    ['src/protocol/a.ts', "import ajv from 'ajv';", 'protocol may not import ajv'],
    ['src/runs/a.ts', "import { b } from '../tools/index.ts';", 'not its index'],
    ['src/runs/a.ts', "import { b } from '../index.ts';", 'entry point of the package'],
    ['src/runs/a.ts', "import { b } from '../tools/b.js';", 'name the .ts file'],
    ['src/index.ts', "export { b } from './cli/b.ts';", 'leaves out the command line'],
    [
      'src/sandbox/node/a.ts',
      "import { b } from '../browser/b.ts';",
      'may not import sandbox/browser',
    ],
    ['src/attic/a.ts', '', 'lies in no room'],
    ['src/runs/a.ts', "import { b } from '../../test/b.ts';", 'outside src'],
  ])('refuse in %s: %s', (path, text, words) => {
    expect(breach(path, text)).toContain(words);
  });

  test('name the file and the import', () => {
    expect(breach('src/tools/read.ts', "import { open } from 'node:fs';")).toContain(
      'src/tools/read.ts imports node:fs',
    );
  });
});
