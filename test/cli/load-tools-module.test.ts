import { spawnSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { pathToFileURL } from 'node:url';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';

const source = (path: string) =>
  pathToFileURL(resolve(import.meta.dirname, '../../src', path)).href;
const loader = source('cli/load-tools-module.ts');
const defineTool = source('tools/define-tool.ts');

const tools = `
import { defineTool } from ${JSON.stringify(defineTool)};
const make = (name: string) =>
  defineTool({ name, description: 'Does it.', input: {}, execute: () => null });
export const search = make('search');
export default [make('list-files'), search];
export const helper = (x: number): number => x;
`;

// Files that are broken on purpose are made here, because every checker would complain of them.
const modules: Record<string, string> = {
  'tools.ts': tools,
  'tools.mts': tools,
  'tools.js': tools.replaceAll(/: (?:string|number)(?=[ ),=])/g, '').replace(': number =>', ' =>'),
  'later.ts': `await null;\n${tools}`,
  'a b #1%.ts': tools,
  'empty.mjs': '',
  'common.cjs': 'module.exports = { x: 1 };',
  'none.js': 'export const x = 1; export default () => {};',
  'throws.ts': "const x: number = 1;\nthrow new TypeError('no key\\nsecond line');\n",
  'throws-text.mjs': "throw 'just text';",
  'throws-null.mjs': 'throw null;',
  'reference.ts': '\n\nmissing();',
  'syntax.ts': 'export const a: = 1;',
  'syntax.js': 'export const a = ;',
  'enum.ts': 'export enum Colour { Red }',
  'package.mjs': "import 'not-installed-anywhere';",
  'relative.mjs': "import './not-there.js';",
  'export-missing.mjs': "import { nothere } from 'node:fs';",
  'bad-schema.ts': `import { defineTool } from ${JSON.stringify(defineTool)};
export const t = defineTool({ name: 't', description: 'd', input: { type: 'x' }, execute() {} });`,
  'tools.txt': 'text',
  'default-missing.mjs': "import { missing } from './common.cjs';",
  'common/package.json': '{"name": "app", "type": "commonjs"}',
  'common/tools.ts': tools,
  'common/tools.js': '/** Tools. */\nexport default [];\n',
  'common/tools.mts': tools,
  'common/old.js': 'const text = `\nexport default 1;\n`;\nmodule.exports = { text };\n',
  'common/deep/tools.ts': tools,
};

let folder = '';
beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'causeway-tools-'));
  mkdirSync(join(folder, 'common/deep'), { recursive: true });
  for (const [name, text] of Object.entries(modules)) writeFileSync(join(folder, name), text);
  mkdirSync(join(folder, 'folder.ts'));
});
afterAll(() => rmSync(folder, { recursive: true, force: true }));

/** Loads a module in a Node of its own, without the transformations of the test runner. */
function load(path: string): { names?: string[]; code?: string; message?: string } {
  const program = `
    import { loadToolsModule } from ${JSON.stringify(loader)};
    const told = await loadToolsModule(${JSON.stringify(path)}).then(
      (tools) => ({ names: tools.map(({ name }) => name) }),
      ({ name, code, message }) => ({ code: name + ' ' + code, message }),
    );
    process.stdout.write(JSON.stringify(told));
  `;
  const { stdout, stderr } = spawnSync(
    process.execPath,
    ['--input-type=module', '--disable-warning=ExperimentalWarning', '-e', program],
    { cwd: folder, encoding: 'utf8' },
  );
  expect(stderr).toBe('');
  return JSON.parse(stdout);
}

test.each(['tools.ts', './tools.mts', 'tools.js', 'later.ts', 'a b #1%.ts', 'common/tools.mts'])(
  'the tools of %s are loaded, relative to the working folder',
  (path) => {
    expect(load(path)).toEqual({ names: ['list-files', 'search'] });
  },
);

test('an absolute path is taken as it is', () => {
  expect(load(join(folder, 'tools.ts'))).toEqual({ names: ['list-files', 'search'] });
});

describe('a module that cannot be used is told in one line', () => {
  test.each<[string, string, string | RegExp]>([
    [
      'nope.ts',
      'module_not_found',
      /^Tools module nope\.ts cannot be found; check the path \(it is taken as .*nope\.ts\)$/,
    ],
    [
      'tools.ts/x.ts',
      'module_not_found',
      /^Tools module tools\.ts\/x\.ts cannot be found; ENOTDIR/,
    ],
    ['folder.ts', 'module_not_found', 'Tools module folder.ts is a folder; name a file'],
    [
      'tools.txt',
      'module_load_failed',
      'Tools module tools.txt is no TypeScript or JavaScript file; its name must end in .ts, .mts, .js, .mjs, .cts or .cjs',
    ],
    [
      'common.cjs',
      'module_without_tools',
      'common.cjs has no tools: it exports only default (an object); export what defineTool({…}) returns',
    ],
    [
      'empty.mjs',
      'module_without_tools',
      'empty.mjs has no tools: it exports nothing; export what defineTool({…}) returns',
    ],
    [
      'none.js',
      'module_without_tools',
      'none.js has no tools: it exports only default (a function), x (a number); export what defineTool({…}) returns',
    ],
    [
      'throws.ts',
      'module_load_failed',
      'Tools module throws.ts, line 2, failed while loading: TypeError: no key; correct it, then run again',
    ],
    [
      'throws-text.mjs',
      'module_load_failed',
      'Tools module throws-text.mjs failed while loading: just text; correct it, then run again',
    ],
    [
      'throws-null.mjs',
      'module_load_failed',
      'Tools module throws-null.mjs failed while loading: null; correct it, then run again',
    ],
    [
      'reference.ts',
      'module_load_failed',
      'Tools module reference.ts, line 3, failed while loading: ReferenceError: missing is not defined; correct it, then run again',
    ],
    [
      'syntax.ts',
      'module_load_failed',
      /^Tools module syntax\.ts, line 1, failed while loading: SyntaxError: .+; correct its syntax$/,
    ],
    [
      'syntax.js',
      'module_load_failed',
      "Tools module syntax.js failed while loading: SyntaxError: Unexpected token ';'; correct its syntax",
    ],
    [
      'enum.ts',
      'module_load_failed',
      'Tools module enum.ts uses TypeScript that cannot be stripped (TypeScript enum is not supported in strip-only mode); write it without enum, namespace and parameter properties, or compile it first',
    ],
    [
      'package.mjs',
      'module_load_failed',
      'Tools module package.mjs imports not-installed-anywhere, which is not there; install it',
    ],
    [
      'relative.mjs',
      'module_load_failed',
      /^Tools module relative\.mjs imports .*not-there\.js, which is not there; check the import$/,
    ],
    [
      'export-missing.mjs',
      'module_load_failed',
      /^Tools module export-missing\.mjs, line 1, failed while loading: SyntaxError: .*'nothere'; correct the name, or export it there$/,
    ],
    [
      'default-missing.mjs',
      'module_load_failed',
      /'missing' not found.*; import the default of that module and take the name from it$/,
    ],
    [
      'common/tools.ts',
      'module_load_failed',
      /^Tools module common\/tools\.ts is an ES module, but .*common\/package\.json says "type": "commonjs"; name it \.mts, or put "type": "module" into package\.json$/,
    ],
    [
      'common/deep/tools.ts',
      'module_load_failed',
      /^Tools module common\/deep\/tools\.ts is an ES module, but .*common\/package\.json says "type": "commonjs"; name it \.mts, or put "type": "module" into package\.json$/,
    ],
    [
      'common/tools.js',
      'module_load_failed',
      /^Tools module common\/tools\.js is an ES module, but .*common\/package\.json says "type": "commonjs"; name it \.mjs, or put "type": "module" into package\.json$/,
    ],
    ['common/old.js', 'module_without_tools', /^common\/old\.js has no tools: /],
    [
      'bad-schema.ts',
      'module_load_failed',
      /^Tools module bad-schema\.ts, line 2, failed while loading: The input schema of tool t is no JSON Schema: /,
    ],
  ])('%s', (path, code, message) => {
    const told = load(path);
    expect(told.code).toBe(`CausewayError ${code}`);
    expect(told.message).toMatch(message);
    expect(told.message).not.toContain('\n');
  });
});
