import { CausewayError } from '../../protocol/error-codes.ts';
import type { CallError } from '../../protocol/events/call.ts';
import { encodeJson } from '../../protocol/exact-json.ts';
import type { RegisteredTool } from '../registry.ts';
import type { SchemaVerdict } from '../schema/compiled-schema.ts';
import { fault, tellIssues } from './call-faults.ts';
import { isThenable } from './maybe-promise.ts';

/** The result as JSON text, or why what the tool returned is none. */
export type ResultWritten = { json: string } | { error: CallError };

/**
 * Writes what a tool returned as JSON, held by its output schema and the limit `resultBytes`. May
 * throw what the output schema's own code throws.
 */
export function writeResult(
  entry: RegisteredTool,
  value: unknown,
  maxBytes: number,
): ResultWritten | Promise<ResultWritten> {
  const { output } = entry.tool;
  if (output === undefined) return encodeResult(entry, value, maxBytes);
  if (output.onlyJson) {
    const written = encodeResult(entry, value, maxBytes);
    if ('error' in written) return written;
    const verdict = output.check(value) as SchemaVerdict;
    return verdict.ok ? written : misfit(entry, verdict);
  }
  const finish = (verdict: SchemaVerdict) =>
    verdict.ok ? encodeResult(entry, verdict.value, maxBytes) : misfit(entry, verdict);
  const verdict = output.check(value);
  return isThenable(verdict) ? verdict.then(finish) : finish(verdict);
}

function misfit(entry: RegisteredTool, verdict: SchemaVerdict & { ok: false }): ResultWritten {
  const told = tellIssues(verdict.issues, 'result');
  const message = `Tool ${entry.name} returned what does not fit its output schema: ${told}`;
  return { error: fault('result_invalid', 'ResultError', message) };
}

function encodeResult(entry: RegisteredTool, value: unknown, maxBytes: number): ResultWritten {
  try {
    return { json: encodeJson(value, { name: 'result', maxBytes }) };
  } catch (cause) {
    const told = cause instanceof Error ? cause.message : String(cause);
    if (cause instanceof CausewayError && cause.code === 'value_too_large') {
      const message =
        `Tool ${entry.name} returned more than ${maxBytes} bytes of JSON (limit resultBytes); ` +
        'ask it for less, or for parts';
      return { error: fault('result_too_large', 'LimitError', message) };
    }
    const message = `Tool ${entry.name} returned what JSON cannot carry: ${told}`;
    return { error: fault('result_unencodable', 'ResultError', message) };
  }
}
