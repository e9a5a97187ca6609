/** A JSON Schema in object form. Which drafts are known: `schema-drafts.ts`. */
export type JsonSchema = { readonly [keyword: string]: unknown };

/** Whether a value can be read as a JSON Schema in object form. */
export function isJsonSchema(value: unknown): value is JsonSchema {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

/** The keyword's value when it is an object, else undefined. */
export function objectAt(schema: JsonSchema, keyword: string): JsonSchema | undefined {
  const value = Object.hasOwn(schema, keyword) ? schema[keyword] : undefined;
  return isJsonSchema(value) ? value : undefined;
}

/** The keyword's value when it is an array, else undefined. */
export function arrayAt(schema: JsonSchema, keyword: string): readonly unknown[] | undefined {
  const value = Object.hasOwn(schema, keyword) ? schema[keyword] : undefined;
  return Array.isArray(value) ? value : undefined;
}

/** The keyword's value when it is a string, else undefined. */
export function stringAt(schema: JsonSchema, keyword: string): string | undefined {
  const value = Object.hasOwn(schema, keyword) ? schema[keyword] : undefined;
  return typeof value === 'string' ? value : undefined;
}

/** The keyword's value when it is a finite number, else undefined. */
export function numberAt(schema: JsonSchema, keyword: string): number | undefined {
  const value = Object.hasOwn(schema, keyword) ? schema[keyword] : undefined;
  return typeof value === 'number' && Number.isFinite(value) ? value : undefined;
}
