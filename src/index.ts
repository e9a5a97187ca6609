export { createMemoryJournal } from './journal/memory-journal.ts';
export { CausewayError } from './protocol/error-codes.ts';
export { DEFAULT_LIMITS, type Limits } from './protocol/limits.ts';
export type { RunFile, RunRequest, RunResult } from './runs/api.ts';
export {
  createRuntime,
  type Runtime,
  type RuntimeOptions,
  type RuntimeSession,
} from './runs/create-runtime.ts';
export { createNodeSession, type NodeSession } from './sandbox/node/create-node-session.ts';
export { DEFAULT_WORKSPACE_DIR } from './sandbox/node/sandbox.ts';
export { defineTool } from './tools/define-tool.ts';
export { describeTools } from './tools/describe-tools.ts';
export type { Tool, ToolContext, ToolDefinition } from './tools/tool.ts';
