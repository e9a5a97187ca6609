import type { RegisteredTool } from '../registry.ts';
import { pythonString } from './python-text.ts';

/** Longest list of arguments that an example shows. */
const MAX_ARGUMENTS = 60;

/**
 * How tools are called, as a comment. The example is the first of the tools: a model calls what it
 * is shown.
 */
export function showPreamble(tools: readonly RegisteredTool[]): string {
  const [tool] = tools;
  if (tool === undefined) return '# There are no tools to call.';
  const name = `tools.${tool.pythonName}`;
  const { shown, first } = exampleArguments(tool);
  const call = `${name}(${shown})`;
  const many = first === undefined ? `${call}, ${call}` : `*[${call} for ${first} in many]`;
  return `\
# These tools are async functions on the object \`tools\`, which is there without an import:
#     result = await ${call}
# Many at once: results = await asyncio.gather(${many})
# Without await, waiting in place: result = ${name}.sync(${shown})
# A call that fails raises ToolError, with .tool, .code and .message. \`= ...\` marks an argument
# that may be left out.`;
}

/** The required arguments, given by variables of their names; `first` is one that can vary. */
function exampleArguments({ parameters }: RegisteredTool): { shown: string; first?: string } {
  if (parameters.unknown !== undefined) return { shown: '**arguments', first: 'arguments' };
  const required = parameters.list.filter((parameter) => parameter.required);
  const first = required.find((parameter) => parameter.identifier)?.name;
  const shown = required
    .map(({ name, identifier }) =>
      identifier ? `${name}=${name}` : `**{${pythonString(name)}: value}`,
    )
    .join(', ');
  if (shown.length > MAX_ARGUMENTS) return { shown: '**arguments', first: 'arguments' };
  return { shown, ...(first !== undefined && { first }) };
}
