import type { Ajv, ErrorObject } from 'ajv';
import { keyStep } from '../../protocol/unencodable-value.ts';
import { type BorrowedIntegers, borrowBigIntegers } from './borrow-big-integers.ts';
import type { SchemaIssue, SchemaRole, SchemaVerdict } from './compiled-schema.ts';
import type { JsonSchema } from './json-schema.ts';
import { ajvFor } from './schema-drafts.ts';

/**
 * A check by JSON Schema. In arguments, absent properties get their `default`, as the model was
 * told; a result is not changed.
 *
 * @throws Error when the schema is no schema.
 */
export function checkByAjv(
  schema: JsonSchema,
  role: SchemaRole,
): (value: unknown) => SchemaVerdict {
  const ajv: Ajv = ajvFor(schema, role);
  if (schema.$async !== undefined) throw new Error('$async is not a keyword of JSON Schema');
  const validate = ajv.compile(schema);
  // The shared instance would keep every schema it ever saw.
  ajv.removeSchema(schema);
  return (value) => {
    const borrowed: BorrowedIntegers = borrowBigIntegers(value, role === 'input');
    const fits = validate(borrowed.value);
    borrowed.giveBack();
    if (fits) return { ok: true, value: role === 'input' ? borrowed.value : value };
    return { ok: false, issues: (validate.errors ?? []).map(toIssue) };
  };
}

function toIssue(error: ErrorObject): SchemaIssue {
  const steps = error.instancePath.split('/').slice(1).map(pathStep);
  return { path: steps.join('').replace(/^\./, ''), message: messageOf(error) };
}

function pathStep(pointer: string): string {
  const key = pointer.replaceAll('~1', '/').replaceAll('~0', '~');
  return /^\d+$/.test(key) ? `[${key}]` : keyStep(key);
}

function messageOf(error: ErrorObject): string {
  const params: Record<string, unknown> = error.params;
  switch (error.keyword) {
    case 'enum':
      return `must be one of ${JSON.stringify(params.allowedValues)?.slice(1, -1).slice(0, 300)}`;
    case 'const':
      return `must be ${JSON.stringify(params.allowedValue)?.slice(0, 300)}`;
    case 'additionalProperties':
    case 'unevaluatedProperties':
      return `must not have a property ${JSON.stringify(
        params.additionalProperty ?? params.unevaluatedProperty,
      )}`;
    default:
      return error.message ?? `does not fit ${error.keyword}`;
  }
}
