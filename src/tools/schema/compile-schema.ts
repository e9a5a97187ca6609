import type { StandardSchemaV1 } from '@standard-schema/spec';
import { CausewayError } from '../../protocol/error-codes.ts';
import { encodeJson } from '../../protocol/exact-json.ts';
import { checkByAjv } from './check-by-ajv.ts';
import { checkByStandard } from './check-by-standard.ts';
import type { CompiledSchema, SchemaDescription, SchemaRole } from './compiled-schema.ts';
import { describeStandard } from './describe-standard.ts';
import { isJsonSchema, type JsonSchema } from './json-schema.ts';

/**
 * Makes a schema ready for use.
 *
 * @throws CausewayError `invalid_schema` when it is neither a Standard Schema nor a JSON Schema.
 */
export function compileSchema(schema: unknown, role: SchemaRole, tool: string): CompiledSchema {
  if (isStandardSchema(schema)) {
    let described: SchemaDescription | undefined;
    return {
      check: checkByStandard(schema),
      onlyJson: false,
      describe: () => {
        described ??= describeStandard(schema, role);
        return described;
      },
    };
  }
  const where = `The ${role} schema of tool ${tool}`;
  if (!isJsonSchema(schema)) {
    const given = schema === null ? 'null' : Array.isArray(schema) ? 'an array' : typeof schema;
    throw new CausewayError(
      'invalid_schema',
      `${where} is ${given}; give a Standard Schema such as z.object({…}), or a JSON Schema object`,
    );
  }
  try {
    // A copy, so that a later change to the caller's object changes nothing here.
    const own = JSON.parse(encodeJson(schema, { name: role })) as JsonSchema;
    const description = { jsonSchema: own };
    return { check: checkByAjv(own, role), onlyJson: true, describe: () => description };
  } catch (cause) {
    const told = cause instanceof Error ? cause.message : String(cause);
    const line = told.replaceAll(/\s+/g, ' ').slice(0, 300);
    throw new CausewayError('invalid_schema', `${where} is no JSON Schema: ${line}`, { cause });
  }
}

function isStandardSchema(value: unknown): value is StandardSchemaV1 {
  if ((typeof value !== 'object' && typeof value !== 'function') || value === null) return false;
  const standard = (value as { '~standard'?: { validate?: unknown } })['~standard'];
  return typeof standard?.validate === 'function';
}
