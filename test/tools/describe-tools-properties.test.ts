import fc from 'fast-check';
import { expect, test } from 'vitest';
import { defineTool } from '../../src/tools/define-tool.ts';
import { describeTools } from '../../src/tools/describe-tools.ts';
import type { Tool } from '../../src/tools/tool.ts';
import { pythonFaults } from './python-stubs.ts';

const text = fc.oneof(
  fc.string({ unit: 'binary', maxLength: 12 }),
  fc.constantFrom('"""', '\\', "'", 'class', 'from', 'a-b', '__x', 'self', 'Any', 'Hit', '\n', '#'),
);
const key = fc.oneof(fc.constantFrom('a', 'b', 'c', 'x-y', 'import'), text);

/** Schemas as they are written, as they are generated, and as nobody should write them. */
const { schema } = fc.letrec((tie) => ({
  schema: fc.oneof(
    { maxDepth: 4, withCrossShrink: true },
    fc.boolean(),
    fc.constant({}),
    fc.record({ $ref: fc.constantFrom('#', '#/$defs/a', '#/$defs/b', '#/properties/a', 'x') }),
    fc.record(
      {
        type: fc.oneof(type(), fc.array(type(), { maxLength: 3 })),
        title: text,
        description: text,
        default: fc.jsonValue(),
        enum: fc.array(fc.jsonValue(), { maxLength: 4 }),
        const: fc.jsonValue(),
        format: text,
        pattern: text,
        minimum: fc.double(),
        maximum: fc.integer(),
        minLength: fc.nat(),
        uniqueItems: fc.boolean(),
        nullable: fc.boolean(),
        items: fc.oneof(tie('schema'), fc.array(tie('schema'), { maxLength: 3 })),
        prefixItems: fc.array(tie('schema'), { maxLength: 3 }),
        properties: fc.dictionary(key, tie('schema'), { maxKeys: 4 }),
        required: fc.array(key, { maxLength: 3 }),
        additionalProperties: tie('schema'),
        patternProperties: fc.dictionary(text, tie('schema'), { maxKeys: 2 }),
        allOf: fc.array(tie('schema'), { maxLength: 3 }),
        anyOf: fc.array(tie('schema'), { maxLength: 3 }),
        oneOf: fc.array(tie('schema'), { maxLength: 3 }),
        examples: fc.oneof(fc.jsonValue(), fc.array(fc.jsonValue(), { maxLength: 3 })),
        deprecated: fc.boolean(),
      },
      { requiredKeys: [] },
    ),
    // What no library gives, but a hostile server may.
    fc.dictionary(
      fc.constantFrom('type', 'properties', 'items', 'enum', 'required', 'allOf', '$ref', 'title'),
      fc.jsonValue(),
    ),
  ),
}));

function type(): fc.Arbitrary<string> {
  return fc.constantFrom('string', 'integer', 'number', 'boolean', 'null', 'array', 'object');
}

const document = fc
  .record({ root: schema, defs: fc.dictionary(fc.constantFrom('a', 'b'), schema) })
  .map(({ root, defs }) => ({
    ...(typeof root === 'object' ? (root as object) : {}),
    type: 'object',
    $defs: defs,
  }));

const tools = fc.uniqueArray(
  fc.record({
    name: fc.constantFrom('a', 'b-c', 'D', 'Hit', 'class'),
    input: document,
    output: document,
    description: text,
  }),
  { minLength: 1, maxLength: 3, selector: ({ name }) => name },
);

function toTool(given: { name: string; input: object; output: object; description: string }): Tool {
  const describedBy = (jsonSchema: object) => {
    const make = () => jsonSchema as Record<string, unknown>;
    const validate = (value: unknown) => ({ value });
    const jsonSchemas = { input: make, output: make };
    return {
      '~standard': { version: 1 as const, vendor: 'test', validate, jsonSchema: jsonSchemas },
    };
  };
  return defineTool({
    name: given.name,
    description: `.${given.description}`,
    input: describedBy(given.input),
    output: describedBy(given.output),
    execute: () => null,
  });
}

function describeOrRefuse(given: Tool[]): string | undefined {
  try {
    return describeTools(given, { language: 'python' });
  } catch (error) {
    expect(error).toMatchObject({ code: 'invalid_schema' });
    return undefined;
  }
}

test('whatever the schemas are, the stubs are Python, and the same in any order', () => {
  const described: string[] = [];
  fc.assert(
    fc.property(tools, (given) => {
      const stubs = describeOrRefuse(given.map(toTool));
      // No object fits: refused, and so nothing to read.
      fc.pre(stubs !== undefined);
      expect(describeTools(given.map(toTool).reverse(), { language: 'python' })).toBe(stubs);
      described.push(stubs);
    }),
    { numRuns: 200 },
  );
  const faults = pythonFaults(described);
  const failed = described.map((stubs, index) => [faults[index], stubs]).filter(([fault]) => fault);
  expect(failed.slice(0, 3)).toEqual([]);
});
