import type { Parameter, ToolParameters } from './parameters.ts';
import { oneLine, pythonString } from './python/python-text.ts';
import { showType } from './python/python-type.ts';
import { TypeReader } from './python/read-type.ts';
import { acceptsPositional, showParameters } from './python/show-parameters.ts';

/** What the sandbox is told about a tool, so that wrong calls fail before they cross. */
export interface ToolSignature {
  /** Name in Python. */
  name: string;
  /** In the order for positional arguments; null when any keyword is accepted. */
  parameters: { name: string; required: boolean }[] | null;
  /** One line for error messages: `search(q: str, limit: int = 10)`. */
  signature: string;
  /** Whether arguments may be given by position. */
  acceptsPositional: boolean;
}

/** Longest signature line. */
const MAX_SIGNATURE = 1000;

/** Makes the signature of a tool from its name in Python and its parameters. */
export function toolSignature(pythonName: string, parameters: ToolParameters): ToolSignature {
  const reader = new TypeReader(parameters.root, 'input');
  const typeOf = (parameter: Parameter) =>
    showType(reader.read(parameter.schema, parameter.name), () => 'dict');
  const parts = showParameters(parameters, typeOf);
  const unnameable = parameters.list
    .filter((parameter) => !parameter.identifier)
    .map((parameter) => {
      const type = parameter.required ? typeOf(parameter) : `NotRequired[${typeOf(parameter)}]`;
      return `${pythonString(parameter.name)}: ${type}`;
    });
  if (unnameable.length > 0) parts.push(`**{${unnameable.join(', ')}}`);
  if (parameters.others !== false) parts.push('**kwargs: Any');
  const known = parameters.list.map(({ name, required }) => ({ name, required }));
  return {
    name: pythonName,
    parameters: parameters.others === false ? known : null,
    signature: oneLine(`${pythonName}(${parts.join(', ')})`, MAX_SIGNATURE),
    acceptsPositional: acceptsPositional(parameters),
  };
}
