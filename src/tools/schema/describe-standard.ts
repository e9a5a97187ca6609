import type { StandardJSONSchemaV1, StandardSchemaV1 } from '@standard-schema/spec';
import * as z from 'zod/mini';
import type { SchemaDescription, SchemaRole } from './compiled-schema.ts';
import { isJsonSchema, type JsonSchema } from './json-schema.ts';

const TARGET = 'draft-2020-12';

// What a library cannot put into JSON Schema stays open there, so that the rest is still described.
const leaveOpen = {
  unrepresentable: 'any',
  fallback: { default: (context: { base: unknown }) => context.base },
};

/**
 * The JSON Schema of a Standard Schema: its own (Standard JSON Schema), else the one that Zod or
 * ArkType make of it, else the reason why there is none.
 */
export function describeStandard(schema: StandardSchemaV1, role: SchemaRole): SchemaDescription {
  const faults: string[] = [];
  for (const make of sources(schema, role)) {
    try {
      const made = make();
      if (isJsonSchema(made)) return { jsonSchema: made };
      faults.push('the conversion gave no object');
    } catch (fault) {
      faults.push(fault instanceof Error ? fault.message : String(fault));
    }
  }
  const vendor = schema['~standard'].vendor;
  const why = faults[0]?.replaceAll(/\s+/g, ' ').slice(0, 200);
  return {
    reason: why
      ? `The ${vendor} schema has no JSON Schema: ${why}`
      : `The ${vendor} schema has no JSON Schema of its own`,
  };
}

function sources(schema: StandardSchemaV1, role: SchemaRole): (() => unknown)[] {
  const standard: Partial<StandardJSONSchemaV1.Props> = schema['~standard'];
  const converter = standard.jsonSchema;
  const found: (() => unknown)[] = [];
  if (typeof converter?.[role] === 'function') {
    found.push(() => converter[role]({ target: TARGET }));
    found.push(() => converter[role]({ target: TARGET, libraryOptions: leaveOpen }));
  }
  if ('_zod' in schema) {
    const options = { target: TARGET, io: role, unrepresentable: 'any' } as const;
    found.push(() => z.toJSONSchema(schema as unknown as z.ZodMiniType, options));
  }
  const convert = (schema as { toJsonSchema?: (options: object) => JsonSchema }).toJsonSchema;
  if (typeof convert === 'function') found.push(() => convert.call(schema, leaveOpen));
  return found;
}
