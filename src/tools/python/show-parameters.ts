import type { Parameter, ToolParameters } from '../parameters.ts';
import { isJsonSchema } from '../schema/json-schema.ts';
import { flattenSchema } from '../schema/merge-schemas.ts';
import { pythonLiteral } from './python-text.ts';

/** Longest default that a signature shows whole. */
const MAX_DEFAULT = 60;

/**
 * The parameters that Python can name, as a signature writes them: `q: str`, `limit: int = 10`.
 * `= ...` stands for an argument that may be left out without a default that could be shown.
 */
export function showParameters(
  parameters: ToolParameters,
  typeOf: (parameter: Parameter) => string,
): string[] {
  const shown = parameters.list
    .filter((parameter) => parameter.identifier)
    .map((parameter) => {
      const start = `${parameter.name}: ${typeOf(parameter)}`;
      if (parameter.required) return start;
      return `${start} = ${shownDefault(parameter, parameters) ?? '...'}`;
    });
  // Where any keyword is taken, an order would promise more than the schema says.
  return acceptsPositional(parameters) || shown.length === 0 ? shown : ['*', ...shown];
}

/** The default as a signature shows it; undefined when there is none or it is too long. */
export function shownDefault(parameter: Parameter, parameters: ToolParameters): string | undefined {
  if (!isJsonSchema(parameter.schema)) return undefined;
  const value = flattenSchema(parameter.schema, parameters.root).default;
  if (value === undefined) return undefined;
  const text = pythonLiteral(value);
  return text.length <= MAX_DEFAULT ? text : undefined;
}

/** Whether the schema gives the arguments an order. */
export function acceptsPositional(parameters: ToolParameters): boolean {
  return parameters.unknown === undefined && parameters.others === false;
}
