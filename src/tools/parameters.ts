import { CausewayError } from '../protocol/error-codes.ts';
import { isPythonIdentifier } from './python/python-names.ts';
import type { JsonSchema } from './schema/json-schema.ts';
import { objectShape } from './schema/object-shape.ts';
import type { Tool } from './tool.ts';

export interface Parameter {
  name: string;
  required: boolean;
  schema: unknown;
  /** Whether Python can name it in a call; otherwise it is passed by `**{'a-b': 1}`. */
  identifier: boolean;
}

/** What can be told about the arguments of a tool. */
export interface ToolParameters {
  /** In the order for positional arguments: required ones first, each in the schema's order. */
  list: readonly Parameter[];
  /** Schema of arguments that are not named; false when there may be none. */
  others: JsonSchema | boolean;
  /** The document that the schemas refer into. */
  root: JsonSchema;
  /** Why nothing is known; absent when something is. */
  unknown?: string;
}

/**
 * Reads a tool's parameters out of its input schema.
 *
 * @throws CausewayError `invalid_schema` when the schema allows no object.
 */
export function toolParameters(tool: Tool): ToolParameters {
  const { jsonSchema: root, reason } = tool.input.describe();
  if (root === undefined) return { list: [], others: true, root: {}, unknown: reason };
  const shape = objectShape(root, root);
  if (shape === undefined) {
    throw new CausewayError(
      'invalid_schema',
      `The input schema of tool ${tool.name} allows no object; make it an object with one ` +
        'property an argument, such as z.object({…})',
    );
  }
  const list = shape.properties.map((property) => ({
    ...property,
    identifier: isPythonIdentifier(property.name),
  }));
  const rank = (each: Parameter) => (each.identifier ? 0 : 2) + (each.required ? 0 : 1);
  list.sort((first, second) => rank(first) - rank(second));
  return { list, others: shape.others, root };
}
