import type { StandardSchemaV1 } from '@standard-schema/spec';
import { keyStep } from '../../protocol/unencodable-value.ts';
import type { SchemaIssue, SchemaVerdict } from './compiled-schema.ts';

/** A check by the schema's own `validate`, whose output is the value to go on with. */
export function checkByStandard(
  schema: StandardSchemaV1,
): (value: unknown) => SchemaVerdict | Promise<SchemaVerdict> {
  return (value) => {
    const result = schema['~standard'].validate(value);
    return isPromise(result) ? result.then(toVerdict) : toVerdict(result);
  };
}

function isPromise<T>(value: T | Promise<T>): value is Promise<T> {
  return typeof (value as { then?: unknown }).then === 'function';
}

function toVerdict(result: StandardSchemaV1.Result<unknown>): SchemaVerdict {
  if (result.issues) return { ok: false, issues: result.issues.map(toIssue) };
  return { ok: true, value: result.value };
}

function toIssue(issue: StandardSchemaV1.Issue): SchemaIssue {
  const steps = (issue.path ?? []).map((part) => {
    const key = typeof part === 'object' ? part.key : part;
    return typeof key === 'number' ? `[${key}]` : keyStep(String(key));
  });
  return { path: steps.join('').replace(/^\./, ''), message: issue.message };
}
