import type { JsonSchema } from './json-schema.ts';

/** One thing that does not fit a schema. */
export interface SchemaIssue {
  /** Where, from the value that was checked: `filter.tags[2]`; empty for the value itself. */
  path: string;
  message: string;
}

/** What a schema says of a value: the value to go on with, or why not. */
export type SchemaVerdict =
  | { ok: true; value: unknown }
  | { ok: false; issues: readonly SchemaIssue[] };

/** What can be told about a schema: its JSON Schema, or why there is none. */
export type SchemaDescription =
  | { jsonSchema: JsonSchema; reason?: undefined }
  | { jsonSchema?: undefined; reason: string };

/** A schema ready for use, whichever library it came from. */
export interface CompiledSchema {
  /** Checks a value. May throw what the schema's own code throws. */
  readonly check: (value: unknown) => SchemaVerdict | Promise<SchemaVerdict>;
  /** Whether `check` may only be given values that JSON can carry: no cycles, for instance. */
  readonly onlyJson: boolean;
  /** The JSON Schema for people and models. Made once, at the first use. */
  readonly describe: () => SchemaDescription;
}

/** Whether the schema is for what a tool takes or for what it returns. */
export type SchemaRole = 'input' | 'output';
