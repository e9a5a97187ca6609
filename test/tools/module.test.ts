import { expect, test } from 'vitest';
import { defineTool } from '../../src/tools/define-tool.ts';
import { toolsFromModule } from '../../src/tools/module.ts';

const tool = (name: string) =>
  defineTool({ name, description: 'Does it.', input: {}, execute: () => null });
const [a, b, c] = [tool('a'), tool('b'), tool('c')];

test('tools are found alone, in arrays and as the default export, each once', () => {
  const exports = { a, list: [a, b, 1], default: c, helper: () => 1, VERSION: '1' };
  expect(toolsFromModule(exports, 'tools.ts')).toEqual([a, b, c]);
  expect(toolsFromModule({ default: [c, b] }, 'tools.ts')).toEqual([c, b]);
  expect(toolsFromModule({ default: { b, list: [a] } }, 'tools.cjs')).toEqual([b, a]);
});

test('a module without tools is refused with what it exports', () => {
  const exports = { default: {}, run: () => 1, none: null, unset: undefined, empty: [], n: 1 };
  expect(() => toolsFromModule(exports, './tools.ts')).toThrow(
    expect.objectContaining({
      code: 'module_without_tools',
      message:
        './tools.ts has no tools: it exports only default (an object), run (a function), ' +
        'none (null), unset (undefined), empty (an empty array), n (a number); export what defineTool({…}) returns',
    }),
  );
  expect(() => toolsFromModule({}, './tools.ts')).toThrow(
    './tools.ts has no tools: it exports nothing; export what defineTool({…}) returns',
  );
});

test('a long list of exports is cut', () => {
  const exports = Object.fromEntries(Array.from({ length: 30 }, (_, index) => [`x${index}`, 1]));
  expect(() => toolsFromModule(exports, 'm.js')).toThrow(/x19 \(a number\), …; export/);
});
