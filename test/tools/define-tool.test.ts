import { type } from 'arktype';
import * as v from 'valibot';
import { describe, expect, expectTypeOf, test } from 'vitest';
import * as z from 'zod';
import * as zm from 'zod/mini';
import { defineTool } from '../../src/tools/define-tool.ts';
import { isTool, type ToolContext } from '../../src/tools/tool.ts';

const base = { name: 'search', description: 'Searches.' };
const noop = () => null;

describe('types', () => {
  test('arguments and results are typed by the schemas', () => {
    defineTool({
      ...base,
      input: z.object({ q: z.string(), limit: z.number().default(10) }),
      output: z.object({ hits: z.array(z.string()) }),
      execute(args, context) {
        expectTypeOf(args).toEqualTypeOf<{ q: string; limit: number }>();
        expectTypeOf(context).toEqualTypeOf<ToolContext>();
        return { hits: [args.q] };
      },
    });
    defineTool({
      ...base,
      input: v.object({ q: v.optional(v.string()) }),
      async execute(args) {
        expectTypeOf(args).toEqualTypeOf<{ q?: string | undefined }>();
        return args.q ?? null;
      },
    });
    defineTool({
      ...base,
      input: type({ q: 'string', 'n?': 'number' }),
      execute: ({ q, n }) => {
        expectTypeOf(q).toBeString();
        expectTypeOf(n).toEqualTypeOf<number | undefined>();
        return q;
      },
    });
    defineTool({
      ...base,
      input: { type: 'object', properties: { q: { type: 'string' } } },
      execute: (args) => {
        expectTypeOf(args).toEqualTypeOf<Record<string, unknown>>();
        return args.q;
      },
    });
  });

  test('a result that does not fit the output schema is a compile error', () => {
    defineTool({
      ...base,
      input: z.object({}),
      output: z.object({ n: z.number() }),
      // @ts-expect-error n is a string
      execute: () => ({ n: 'x' }),
    });
  });
});

const schemas = {
  Zod: z.object({ q: z.string(), limit: z.number().int().default(10) }),
  'Zod Mini': zm.object({ q: zm.string(), limit: zm._default(zm.int(), 10) }),
  Valibot: v.object({ q: v.string(), limit: v.optional(v.pipe(v.number(), v.integer()), 10) }),
  ArkType: type({ q: 'string', limit: 'number.integer = 10' }),
  'JSON Schema': {
    type: 'object',
    properties: { q: { type: 'string' }, limit: { type: 'integer', default: 10 } },
    required: ['q'],
  },
  'JSON Schema draft-07': {
    $schema: 'http://json-schema.org/draft-07/schema#',
    type: 'object',
    properties: { q: { $ref: '#/definitions/q' }, limit: { type: 'integer', default: 10 } },
    definitions: { q: { type: 'string' } },
    required: ['q'],
  },
  'JSON Schema 2019-09': {
    $schema: 'https://json-schema.org/draft/2019-09/schema',
    type: 'object',
    properties: { q: { type: 'string' }, limit: { type: 'integer', default: 10 } },
    required: ['q'],
  },
};

describe.each(Object.entries(schemas))('%s', (name, input) => {
  const tool = defineTool({ ...base, input, execute: noop });

  test('takes what fits and fills in defaults', async () => {
    expect(await tool.input.check({ q: 'x' })).toEqual({ ok: true, value: { q: 'x', limit: 10 } });
  });

  test('tells the path of what does not fit', async () => {
    const verdict = await tool.input.check({ q: 'x', limit: 'many' });
    expect(verdict).toMatchObject({ ok: false, issues: [{ path: 'limit' }] });
  });

  test('is described by JSON Schema where one can be had', () => {
    const { jsonSchema, reason } = tool.input.describe();
    if (name === 'Valibot') {
      expect(reason).toBe('The valibot schema has no JSON Schema of its own');
    } else {
      expect(jsonSchema).toMatchObject({ type: 'object', required: ['q'] });
      // ArkType does not tell its defaults.
      const limit = { type: 'integer', ...(name !== 'ArkType' && { default: 10 }) };
      expect(jsonSchema).toMatchObject({ properties: { limit } });
    }
  });
});

test('one part without a JSON Schema leaves the others described', () => {
  const tool = defineTool({
    ...base,
    input: z.object({ at: z.date(), n: z.string().transform(Number), q: z.string() }),
    execute: noop,
  });
  expect(tool.input.describe().jsonSchema).toMatchObject({
    properties: { at: {}, q: { type: 'string' } },
  });
});

test('a schema whose description fails has a reason instead', () => {
  const input = {
    '~standard': {
      version: 1 as const,
      vendor: 'acme',
      validate: (value: unknown) => ({ value }),
      jsonSchema: {
        input: () => {
          throw new Error('not\nthis one');
        },
        output: () => ({}),
      },
    },
  };
  const tool = defineTool({ ...base, input, execute: noop });
  expect(tool.input.describe()).toEqual({
    reason: 'The acme schema has no JSON Schema: not this one',
  });
});

test('formats are checked', () => {
  const tool = defineTool({
    ...base,
    input: { type: 'object', properties: { mail: { type: 'string', format: 'email' } } },
    execute: noop,
  });
  expect(tool.input.check({ mail: 'nobody' })).toEqual({
    ok: false,
    issues: [{ path: 'mail', message: 'must match format "email"' }],
  });
});

test('H-P3 an integer beyond 2^53 is an integer for JSON Schema, and stays exact', () => {
  const tool = defineTool({
    ...base,
    input: { type: 'object', properties: { ids: { items: { type: 'integer', minimum: 0 } } } },
    output: { type: 'integer' },
    execute: noop,
  });
  const value = { ids: [2n ** 64n + 1n, 1] };
  expect(tool.input.check(value)).toEqual({ ok: true, value: { ids: [2n ** 64n + 1n, 1] } });
  expect(tool.input.check({ ids: [-(2n ** 64n)] })).toEqual({
    ok: false,
    issues: [{ path: 'ids[0]', message: 'must be >= 0' }],
  });
  expect(tool.output?.check(2n ** 64n)).toEqual({ ok: true, value: 2n ** 64n });
});

test('every fault is listed with its path', () => {
  const tool = defineTool({
    ...base,
    input: {
      type: 'object',
      properties: {
        a: { enum: ['x', 'y'] },
        b: { const: 1 },
        'c/d~e': { items: { type: 'null' } },
      },
      additionalProperties: false,
    },
    execute: noop,
  });
  expect(tool.input.check({ a: 'z', b: 2, 'c/d~e': [null, 0], f: 1 })).toEqual({
    ok: false,
    issues: [
      { path: '', message: 'must not have a property "f"' },
      { path: 'a', message: 'must be one of "x","y"' },
      { path: 'b', message: 'must be 1' },
      { path: '["c/d~e"][1]', message: 'must be null' },
    ],
  });
});

test('two tools may use schemas with the same $id', () => {
  const input = (type: string) => ({ $id: 'same', type: 'object', properties: { a: { type } } });
  const first = defineTool({ ...base, input: input('string'), execute: noop });
  const second = defineTool({ ...base, input: input('integer'), execute: noop });
  expect(first.input.check({ a: 'x' })).toMatchObject({ ok: true });
  expect(second.input.check({ a: 'x' })).toMatchObject({ ok: false });
});

test('a schema that is changed later changes nothing', () => {
  const input = { type: 'object', properties: { a: { type: 'string' } } };
  const tool = defineTool({ ...base, input, execute: noop });
  input.properties.a.type = 'integer';
  expect(tool.input.check({ a: 'x' })).toMatchObject({ ok: true });
  expect(tool.input.describe().jsonSchema).toHaveProperty('properties.a.type', 'string');
});

describe('a schema that is no schema is refused in one line that names the tool', () => {
  test.each<[unknown, string | RegExp]>([
    [
      undefined,
      'The input schema of tool search is undefined; give a Standard Schema such as z.object({…}), or a JSON Schema object',
    ],
    [
      ['x'],
      'The input schema of tool search is an array; give a Standard Schema such as z.object({…}), or a JSON Schema object',
    ],
    [
      { type: 'objekt' },
      /^The input schema of tool search is no JSON Schema: schema is invalid: data\/type must be equal to one of the allowed values/,
    ],
    [
      { type: 'object', properties: { a: z.string() } },
      /^The input schema of tool search is no JSON Schema: input\.properties\.a is an instance of \w+; return a plain object instead$/,
    ],
    [
      { $ref: '#/$defs/nowhere' },
      "The input schema of tool search is no JSON Schema: can't resolve reference #/$defs/nowhere from id #",
    ],
    [
      { type: 'object', properties: { a: { pattern: '(' } } },
      'The input schema of tool search is no JSON Schema: Invalid regular expression: /(/u: Unterminated group',
    ],
    [
      { $schema: 'http://json-schema.org/draft-04/schema#', type: 'object' },
      'The input schema of tool search is no JSON Schema: its $schema is http://json-schema.org/draft-04/schema#; use https://json-schema.org/draft/2020-12/schema',
    ],
    [
      { $async: true },
      'The input schema of tool search is no JSON Schema: $async is not a keyword of JSON Schema',
    ],
  ])('%#', (input, message) => {
    const define = () => defineTool({ ...base, input: input as object as never, execute: noop });
    expect(define).toThrow(expect.objectContaining({ code: 'invalid_schema' }));
    expect(define).toThrow(message);
  });

  test('the output schema too', () => {
    expect(() =>
      defineTool({ ...base, input: {}, output: { type: 'nope' }, execute: noop }),
    ).toThrow('The output schema of tool search is no JSON Schema');
  });
});

test.each<[object, string]>([
  [{ name: '' }, 'A tool\'s name is a text of 1 to 128 characters on one line, not ""'],
  [{ name: 'a\nb' }, 'A tool\'s name is a text of 1 to 128 characters on one line, not "a\\nb"'],
  [{ name: 7 }, "A tool's name is a text of 1 to 128 characters on one line, not 7"],
  [{ name: 'x'.repeat(129) }, "A tool's name is a text of 1 to 128 characters on one line"],
  [
    { description: ' ' },
    'Tool search has no description; say in a sentence what it does, for the model to read',
  ],
  [{ execute: 1 }, 'Tool search has no execute function; give execute(args, context)'],
  [
    { annotations: { readOnlyHint: 'yes' } },
    'Annotation readOnlyHint of tool search is true or false, not yes',
  ],
])('%# an incomplete definition is refused', (part, message) => {
  const definition = { ...base, input: {}, execute: noop, ...part };
  expect(() => defineTool(definition as never)).toThrow(
    expect.objectContaining({ code: 'invalid_tool' }),
  );
  expect(() => defineTool(definition as never)).toThrow(message);
});

test('a tool is known as such, keeps its annotations and cannot be changed', () => {
  const annotations = { title: 'Search', readOnlyHint: true };
  const tool = defineTool({ ...base, input: {}, annotations, execute: noop });
  expect(isTool(tool)).toBe(true);
  expect(isTool({ ...base })).toBe(false);
  annotations.readOnlyHint = false;
  expect(tool.annotations).toEqual({ title: 'Search', readOnlyHint: true });
  expect(Object.isFrozen(tool)).toBe(true);
});

test('execute keeps the definition as its this', () => {
  const definition = {
    ...base,
    input: {},
    greeting: 'hello',
    execute(): string {
      return this.greeting;
    },
  };
  expect(defineTool(definition).execute({}, {} as ToolContext)).toBe('hello');
});
