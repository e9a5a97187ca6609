import { CausewayError } from '../protocol/error-codes.ts';
import { explainSchema } from './python/constraints.ts';
import { toPascalCase } from './python/python-names.ts';
import { ANY, mentioned, type NamedType, named } from './python/python-type.ts';
import { TypeReader } from './python/read-type.ts';
import { schemaKey } from './python/schema-key.ts';
import { type FunctionTypes, showFunction } from './python/show-function.ts';
import { showNamedType } from './python/show-named-type.ts';
import { showPreamble } from './python/show-preamble.ts';
import { TypeNames } from './python/type-names.ts';
import { createToolRegistry, type RegisteredTool } from './registry.ts';
import type { Tool } from './tool.ts';

export interface DescribeOptions {
  /** Language of the programs that will call the tools. */
  language: 'python';
}

/**
 * The text that a model is shown: typed Python stubs of the tools. The same tools give the same
 * text, byte for byte, in whatever order they come.
 *
 * @throws CausewayError `unsupported_language`, `tool_name_collision` or `invalid_schema`.
 */
export function describeTools(tools: Iterable<Tool>, options: DescribeOptions): string {
  if (options.language !== 'python') {
    throw new CausewayError(
      'unsupported_language',
      `Tools cannot be described in ${String(options.language)}; the language is python`,
    );
  }
  const registered = createToolRegistry(tools).tools;
  const names = new TypeNames(registered.map((entry) => entry.pythonName));
  const read = registered.map((entry) => ({ entry, types: readTypes(entry) }));
  for (const { types } of read) {
    const all = [...types.parameters.values(), types.others ?? ANY, types.result];
    for (const type of all.flatMap(mentioned)) names.add(type);
  }
  const definitions = names
    .inOrder()
    .map(({ name, type }) => showNamedType(name, type, names.nameOf));
  const functions = read.map(({ entry, types }) => showFunction(entry, types, names.nameOf));
  return `${[showPreamble(registered), ...definitions, ...functions].join('\n\n')}\n`;
}

function readTypes(entry: RegisteredTool): FunctionTypes {
  const { list, others, root } = entry.parameters;
  const pascal = toPascalCase(entry.name);
  const input = new TypeReader(root, 'input');
  const nameable = list.filter((parameter) => parameter.identifier);
  const unnameable = list.filter((parameter) => !parameter.identifier);
  const typeOf = (name: string, schema: unknown) =>
    input.read(schema, `${pascal}${toPascalCase(name)}`);
  const parameters = new Map(nameable.map(({ name, schema }) => [name, typeOf(name, schema)]));
  const rest = others === false ? undefined : input.read(others, `${pascal}Other`);
  let kwargs = rest;
  if (unnameable.length > 0) {
    const type: NamedType = {
      preferred: `${pascal}Arguments`,
      key: () => `${pascal} ${schemaKey(root, root, 'input')}`,
      doc: '',
      body: {
        kind: 'dict',
        fields: unnameable.map(({ name, required, schema }) => ({
          key: name,
          required,
          type: typeOf(name, schema),
          doc: explainSchema(schema, root, true),
        })),
        others: rest,
      },
    };
    kwargs = named(type);
  }
  const outputSchema = entry.tool.output?.describe().jsonSchema;
  const result =
    outputSchema === undefined
      ? ANY
      : new TypeReader(outputSchema, 'output').readReference('#', `${pascal}Result`);
  return { parameters, others: kwargs, othersAreNamed: unnameable.length > 0, result };
}
