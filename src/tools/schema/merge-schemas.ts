import { arrayAt, isJsonSchema, type JsonSchema, objectAt, stringAt } from './json-schema.ts';
import { resolveReference } from './resolve-reference.ts';

/** Schemas that one may be made of; hostile ones repeat themselves without end. */
const MAX_PARTS = 200;

/**
 * The schema with its own `$ref` and `allOf` merged into it, as far as one schema can say the same.
 * What is inside of properties, items and alternatives is left as it is.
 */
export function flattenSchema(
  schema: JsonSchema,
  root: JsonSchema,
  followed: readonly string[] = [],
  parts: { left: number } = { left: MAX_PARTS },
): JsonSchema {
  const reference = stringAt(schema, '$ref') ?? stringAt(schema, '$dynamicRef');
  const branches = arrayAt(schema, 'allOf');
  if (reference === undefined && branches === undefined) return schema;
  const { $ref: _ref, $dynamicRef: _dynamic, allOf: _branches, ...own } = schema;
  let merged: JsonSchema = own;
  const path = reference === undefined ? followed : [...followed, reference];
  const flatten = (part: JsonSchema): JsonSchema => {
    parts.left -= 1;
    return parts.left < 0 ? {} : flattenSchema(part, root, path, parts);
  };
  if (reference !== undefined && !followed.includes(reference)) {
    const target = resolveReference(root, reference);
    if (isJsonSchema(target)) merged = mergeSchemas(flatten(target), merged);
  }
  for (const branch of branches ?? []) {
    if (isJsonSchema(branch)) merged = mergeSchemas(merged, flatten(branch));
  }
  return merged;
}

/** One schema that asks for what both ask for; where they describe, the second one's word counts. */
export function mergeSchemas(first: JsonSchema, second: JsonSchema): JsonSchema {
  const merged = new Map(Object.entries(first));
  for (const [keyword, value] of Object.entries(second)) {
    const before = merged.get(keyword);
    const both = merged.has(keyword) && before !== undefined;
    merged.set(keyword, both ? mergeKeyword(keyword, before, value) : value);
  }
  return Object.fromEntries(merged);
}

function mergeKeyword(keyword: string, first: unknown, second: unknown): unknown {
  switch (keyword) {
    case 'properties':
      return mergeProperties(first, second);
    case 'required':
      return [...new Set([...list(first), ...list(second)])];
    case 'type':
      return commonTypes(list(first), list(second));
    case 'enum': {
      const allowed = new Set(list(second).map((value) => JSON.stringify(value)));
      return list(first).filter((value) => allowed.has(JSON.stringify(value)));
    }
    case 'minimum':
    case 'exclusiveMinimum':
    case 'minLength':
    case 'minItems':
    case 'minProperties':
      return Math.max(Number(first), Number(second));
    case 'maximum':
    case 'exclusiveMaximum':
    case 'maxLength':
    case 'maxItems':
    case 'maxProperties':
      return Math.min(Number(first), Number(second));
    case 'additionalProperties':
      return first === false || second === false ? false : second;
    case 'items':
      return isJsonSchema(first) && isJsonSchema(second) ? { allOf: [first, second] } : second;
    default:
      return second;
  }
}

function mergeProperties(first: unknown, second: unknown): unknown {
  if (!isJsonSchema(first) || !isJsonSchema(second)) return second;
  const merged = new Map(Object.entries(first));
  for (const [name, schema] of Object.entries(second)) {
    const before = merged.get(name);
    const same = JSON.stringify(before) === JSON.stringify(schema);
    merged.set(name, before === undefined || same ? schema : { allOf: [before, schema] });
  }
  return Object.fromEntries(merged);
}

function commonTypes(first: unknown[], second: unknown[]): unknown {
  const common = first.filter((type) => second.includes(type));
  const narrowed = (one: unknown[], other: unknown[]) =>
    one.includes('integer') && other.includes('number') && !common.includes('integer');
  if (narrowed(first, second) || narrowed(second, first)) common.push('integer');
  return common.length === 1 ? common[0] : common;
}

function list(value: unknown): unknown[] {
  return Array.isArray(value) ? value : [value];
}

/** The properties of an object schema with their names, in the schema's order. */
export function propertiesOf(schema: JsonSchema): [string, unknown][] {
  return Object.entries(objectAt(schema, 'properties') ?? {});
}
