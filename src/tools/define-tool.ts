import { CausewayError } from '../protocol/error-codes.ts';
import { compileSchema } from './schema/compile-schema.ts';
import {
  TOOL_BRAND,
  type Tool,
  type ToolAnnotations,
  type ToolDefinition,
  type ToolSchema,
} from './tool.ts';

/**
 * Defines a tool: a function of the host that model-written code may call.
 *
 * @throws CausewayError `invalid_tool` or `invalid_schema`, with the tool's name.
 */
export function defineTool<const Input extends ToolSchema, const Output extends ToolSchema>(
  definition: ToolDefinition<Input, Output>,
): Tool {
  const { name, description, input, output, annotations = {}, execute } = definition;
  if (typeof name !== 'string' || !/^\P{Cc}{1,128}$/u.test(name)) {
    const shown = JSON.stringify(name)?.slice(0, 60);
    throw new CausewayError(
      'invalid_tool',
      `A tool's name is a text of 1 to 128 characters on one line, not ${shown}`,
    );
  }
  if (typeof description !== 'string' || description.trim() === '') {
    throw new CausewayError(
      'invalid_tool',
      `Tool ${name} has no description; say in a sentence what it does, for the model to read`,
    );
  }
  if (typeof execute !== 'function') {
    throw new CausewayError(
      'invalid_tool',
      `Tool ${name} has no execute function; give execute(args, context)`,
    );
  }
  const tool: Tool = {
    [TOOL_BRAND]: true,
    name,
    description,
    annotations: Object.freeze(checkAnnotations(annotations, name)),
    input: compileSchema(input, 'input', name),
    output: output === undefined ? undefined : compileSchema(output, 'output', name),
    // As a method, so that a definition that is a class instance keeps its `this`.
    execute: (args, context) => execute.call(definition, args as never, context),
  };
  return Object.freeze(tool);
}

const hints = ['readOnlyHint', 'destructiveHint', 'idempotentHint', 'openWorldHint'] as const;

function checkAnnotations(annotations: ToolAnnotations, name: string): ToolAnnotations {
  for (const hint of hints) {
    const value: unknown = annotations[hint];
    if (value !== undefined && typeof value !== 'boolean') {
      throw new CausewayError(
        'invalid_tool',
        `Annotation ${hint} of tool ${name} is true or false, not ${String(value)}`,
      );
    }
  }
  return { ...annotations };
}
