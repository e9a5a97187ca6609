import type {
  CommandNode as Command,
  PipelineNode as Pipeline,
  ScriptNode as Script,
  StatementNode as Statement,
} from 'just-bash';

/** Nodes of the library's syntax trees, those it does not export by name included. */
export type ScriptNode = Script;
export type StatementNode = Statement;
export type PipelineNode = Pipeline;
export type CommandNode = Command;
export type GroupNode = Extract<Command, { type: 'Group' }>;
export type SimpleCommandNode = Extract<Command, { type: 'SimpleCommand' }>;
export type WordNode = NonNullable<SimpleCommandNode['name']>;
