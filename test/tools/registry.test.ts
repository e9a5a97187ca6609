import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import * as z from 'zod';
import { defineTool } from '../../src/tools/define-tool.ts';
import { isPythonIdentifier, toPythonName } from '../../src/tools/python/python-names.ts';
import { createToolRegistry } from '../../src/tools/registry.ts';
import type { ToolSchema } from '../../src/tools/tool.ts';

const tool = (name: string, input: ToolSchema = {}) =>
  defineTool({ name, description: 'Does it.', input, execute: () => null });

const signatureOf = (input: ToolSchema) => createToolRegistry([tool('f', input)]).signatures()[0];

test.each([
  ['search', 'search'],
  ['list-files', 'list_files'],
  ['fs.read.all', 'fs_read_all'],
  ['2fa', '_2fa'],
  ['class', 'class_'],
  ['None', 'None_'],
  ['match', 'match'],
  ['__init__', 'tool__init__'],
  ['__debug__', 'tool__debug__'],
  ['a b', 'a_b'],
  ['поиск', 'поиск'],
  ['ﬁle', 'file'],
  ['🔍', '_'],
  ['a"; import os #', 'a___import_os__'],
])('tool %s is %s in Python', (name, pythonName) => {
  expect(toPythonName(name)).toBe(pythonName);
});

test('every name becomes an identifier, always the same', () => {
  fc.assert(
    fc.property(fc.string({ minLength: 1, unit: 'binary' }), (name) => {
      const mapped = toPythonName(name);
      expect(isPythonIdentifier(mapped)).toBe(true);
      expect(mapped).not.toMatch(/^__.*__$/);
      expect(toPythonName(name)).toBe(mapped);
    }),
  );
});

test('a collision is refused with both names', () => {
  expect(() => createToolRegistry([tool('list-files'), tool('list.files')])).toThrow(
    expect.objectContaining({
      code: 'tool_name_collision',
      message: 'Tools list-files and list.files are both list_files in Python; rename one of them',
    }),
  );
  expect(() => createToolRegistry([tool('a'), tool('a')])).toThrow(
    'Two tools are named a; rename one of them',
  );
});

test('something that is no tool is refused', () => {
  expect(() => createToolRegistry([{ name: 'x' } as never])).toThrow(
    'A tool must be made by defineTool({…})',
  );
});

test('a tool is found by both of its names, and tools stand in the order of their names', () => {
  const registry = createToolRegistry([tool('zeta'), tool('list-files'), tool('alpha')]);
  expect(registry.tools.map((entry) => entry.pythonName)).toEqual(['alpha', 'list_files', 'zeta']);
  expect(registry.find('list-files')).toBe(registry.find('list_files'));
  expect(registry.find('nope')).toBeUndefined();
  expect(registry.find('__proto__')).toBeUndefined();
});

describe('H-P6 what the sandbox is told about arguments', () => {
  test('names, which are required, and one line for errors', () => {
    expect(signatureOf(z.object({ q: z.string(), limit: z.int().default(10) }))).toEqual({
      name: 'f',
      parameters: [
        { name: 'q', required: true },
        { name: 'limit', required: false },
      ],
      signature: 'f(q: str, limit: int = 10)',
      acceptsPositional: true,
    });
  });

  test('required ones come first, as Python wants it, else the order is the schema’s', () => {
    const input = {
      type: 'object',
      properties: { d: {}, a: { type: 'string' }, c: {}, b: { type: 'null' } },
      required: ['b', 'a'],
    };
    expect(signatureOf(input)?.signature).toBe('f(a: str, b: None, d: Any = ..., c: Any = ...)');
  });

  test('names that Python cannot write are shown as they are passed', () => {
    const input = {
      properties: { 'a-b': { type: 'integer' }, class: { type: 'string' }, q: true },
      required: ['a-b'],
    };
    expect(signatureOf(input)).toEqual({
      name: 'f',
      parameters: [
        { name: 'q', required: false },
        { name: 'a-b', required: true },
        { name: 'class', required: false },
      ],
      signature: "f(q: Any = ..., **{'a-b': int, 'class': NotRequired[str]})",
      acceptsPositional: true,
    });
  });

  test.each<[string, ToolSchema, string]>([
    ['an empty schema', {}, 'f(**kwargs: Any)'],
    ['an object without properties', { type: 'object' }, 'f(**kwargs: Any)'],
    [
      'further arguments of any kind',
      z.looseObject({ q: z.string() }),
      'f(*, q: str, **kwargs: Any)',
    ],
    ['a map', z.record(z.string(), z.int()), 'f(**kwargs: Any)'],
    [
      'a pattern of names',
      { type: 'object', properties: { q: {} }, patternProperties: { '^x-': {} } },
      'f(*, q: Any = ..., **kwargs: Any)',
    ],
  ])('%s means that any keyword is accepted, and none by position', (_, input, signature) => {
    expect(signatureOf(input)).toEqual({
      name: 'f',
      parameters: null,
      signature,
      acceptsPositional: false,
    });
  });

  test.each<[string, ToolSchema]>([
    ['no parameters', z.object({})],
    ['no parameters, said twice', { type: 'object', additionalProperties: false }],
  ])('%s', (_, input) => {
    expect(signatureOf(input)).toEqual({
      name: 'f',
      parameters: [],
      signature: 'f()',
      acceptsPositional: true,
    });
  });

  test('alternatives are laid over each other', () => {
    const input = z.discriminatedUnion('kind', [
      z.object({ kind: z.literal('a'), x: z.number() }),
      z.object({ kind: z.literal('b'), x: z.string(), y: z.boolean() }),
    ]);
    expect(signatureOf(input)?.signature).toBe(
      "f(kind: Literal['a', 'b'], x: float | str, y: bool = ...)",
    );
  });

  test('allOf and $ref are followed', () => {
    const input = {
      $ref: '#/$defs/page',
      $defs: {
        page: { allOf: [{ $ref: '#/$defs/base' }, { properties: { n: { type: 'integer' } } }] },
        base: { type: 'object', properties: { q: { type: 'string' } }, required: ['q'] },
      },
    };
    expect(signatureOf(input)?.signature).toBe('f(q: str, n: int = ...)');
  });

  test('an argument that is required and nowhere described is an argument', () => {
    expect(signatureOf({ type: 'object', properties: {}, required: ['q'] })?.signature).toBe(
      'f(q: Any)',
    );
  });

  test('hostile text in names and defaults stays on the line, as text', () => {
    const input = { properties: { "a'\n\u202e": { default: 1 }, b: { default: '\n"\'\u0000' } } };
    expect(signatureOf(input)?.signature).toBe(
      "f(b: Any = '\\n\"\\'\\x00', **{\"a'\\n\\u202e\": NotRequired[Any]})",
    );
  });

  test.each<ToolSchema>([z.string(), z.array(z.string()), { type: 'string' }, { enum: [1] }])(
    '%# a schema that allows no object is refused',
    (input) => {
      expect(() => createToolRegistry([tool('f', input)])).toThrow(
        expect.objectContaining({
          code: 'invalid_schema',
          message:
            'The input schema of tool f allows no object; make it an object with one property an argument, such as z.object({…})',
        }),
      );
    },
  );
});
