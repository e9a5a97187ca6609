import { CausewayError } from '../protocol/error-codes.ts';
import { type ToolParameters, toolParameters } from './parameters.ts';
import { toPythonName } from './python/python-names.ts';
import { type ToolSignature, toolSignature } from './signature.ts';
import { isTool, type Tool } from './tool.ts';

/** A tool as a run offers it. */
export interface RegisteredTool {
  tool: Tool;
  /** Name as its author wrote it, as people see it. */
  name: string;
  /** Name in Python. */
  pythonName: string;
  parameters: ToolParameters;
  signature: ToolSignature;
}

/** The tools that a run offers. */
export interface ToolRegistry {
  /** In the order of their Python names. */
  readonly tools: readonly RegisteredTool[];
  /** Finds a tool by its name in Python, or as its author wrote it. */
  find: (name: string) => RegisteredTool | undefined;
  /** What the sandbox is told. */
  signatures: () => ToolSignature[];
}

/**
 * Makes a registry of tools, in any order.
 *
 * @throws CausewayError `tool_name_collision` when two tools have the same name, or get the same
 * one in Python; `invalid_tool` for a value that is no tool.
 */
export function createToolRegistry(tools: Iterable<Tool>): ToolRegistry {
  const byPythonName = new Map<string, RegisteredTool>();
  for (const tool of tools) {
    if (!isTool(tool)) {
      throw new CausewayError('invalid_tool', 'A tool must be made by defineTool({…})');
    }
    const pythonName = toPythonName(tool.name);
    const other = byPythonName.get(pythonName);
    if (other !== undefined) throw collision(other.name, tool.name, pythonName);
    const parameters = toolParameters(tool);
    const signature = toolSignature(pythonName, parameters);
    byPythonName.set(pythonName, { tool, name: tool.name, pythonName, parameters, signature });
  }
  const sorted = [...byPythonName.values()].sort((first, second) =>
    first.pythonName < second.pythonName ? -1 : 1,
  );
  const byName = new Map(sorted.map((entry) => [entry.name, entry]));
  return {
    tools: sorted,
    find: (name) => byPythonName.get(name) ?? byName.get(name),
    signatures: () => sorted.map((entry) => structuredClone(entry.signature)),
  };
}

function collision(first: string, second: string, pythonName: string): CausewayError {
  const told =
    first === second
      ? `Two tools are named ${first}`
      : `Tools ${first} and ${second} are both ${pythonName} in Python`;
  return new CausewayError('tool_name_collision', `${told}; rename one of them`);
}
