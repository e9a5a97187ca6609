import type { StandardSchemaV1 } from '@standard-schema/spec';
import type { CompiledSchema } from './schema/compiled-schema.ts';
import type { JsonSchema } from './schema/json-schema.ts';

/** A schema as a tool gives it: any Standard Schema (Zod, Valibot, ArkType …) or JSON Schema. */
export type ToolSchema = StandardSchemaV1 | JsonSchema;

/** What `execute` is given: the output of a Standard Schema, or any object for a JSON Schema. */
export type ToolArguments<Input extends ToolSchema> = Input extends StandardSchemaV1
  ? StandardSchemaV1.InferOutput<Input>
  : Record<string, unknown>;

/** What `execute` returns: the input of the output schema; anything when there is none. */
export type ToolResult<Output extends ToolSchema> = Output extends StandardSchemaV1
  ? StandardSchemaV1.InferInput<Output>
  : unknown;

/** Hints about what a tool does, with the names and defaults of the Model Context Protocol. */
export interface ToolAnnotations {
  /** A name for people. */
  title?: string;
  /** The tool changes nothing. Default false. */
  readOnlyHint?: boolean;
  /** A change may destroy something. Only counts when not read-only. Default true. */
  destructiveHint?: boolean;
  /** Calling it again with the same arguments changes nothing more. Default false. */
  idempotentHint?: boolean;
  /** The tool deals with the world outside, as a web search does. Default true. */
  openWorldHint?: boolean;
}

/** How far a call is. */
export interface ToolProgress {
  /** 0 to 100; values outside are moved to the nearest end. Without it the last one stands. */
  percent?: number;
  message?: string;
}

/** What a tool is told about the call it serves. */
export interface ToolContext {
  /** Aborted when the call is cancelled or times out, or the run ends: stop what is under way. */
  readonly signal: AbortSignal;
  /** Unique within the run. */
  readonly callId: string;
  readonly runId: string;
  /** Tells people how far the call is. Does nothing once the call is over. Never throws. */
  readonly progress: (progress: ToolProgress) => void;
  /**
   * Variables for the environment of a process or a machine that the tool starts: what an emitter
   * there reports then stands under this call. Empty where the run takes no such reports.
   */
  readonly emitterEnv: () => Record<string, string>;
}

/** What `defineTool` takes. */
export interface ToolDefinition<Input extends ToolSchema, Output extends ToolSchema> {
  /** Name as people know it; what Python calls it is derived from it. At most 128 characters. */
  name: string;
  /** Shown to the model: what the tool does and when to use it. */
  description: string;
  /** The arguments: a schema of an object with one property an argument. */
  input: Input;
  /** The result. Without it any value that JSON can carry is a result. */
  output?: Output;
  annotations?: ToolAnnotations;
  execute(
    args: ToolArguments<Input>,
    context: ToolContext,
  ): ToolResult<Output> | Promise<ToolResult<Output>>;
}

/** What the journal keeps of a tool's calls in place of what was sent and given. JSON values. */
export interface JournalForm {
  args(args: Readonly<Record<string, unknown>>): unknown;
  result(value: unknown): unknown;
}

// Registered, so that tools made by another copy of the package are known too.
export const TOOL_BRAND: unique symbol = Symbol.for('causeway.tool');

/** A tool, ready to be offered to a run. Made by `defineTool`. */
export interface Tool {
  readonly [TOOL_BRAND]: true;
  readonly name: string;
  readonly description: string;
  readonly annotations: Readonly<ToolAnnotations>;
  readonly input: CompiledSchema;
  readonly output: CompiledSchema | undefined;
  /** Default: the arguments and the result themselves. */
  readonly journalForm?: JournalForm;
  readonly execute: (args: unknown, context: ToolContext) => unknown;
}

/** Whether a value was made by `defineTool`. */
export function isTool(value: unknown): value is Tool {
  return typeof value === 'object' && value !== null && TOOL_BRAND in value;
}
