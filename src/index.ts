export { defaultDataDirectory } from './journal/data-directory.ts';
export type { Journal } from './journal/journal.ts';
export { createMemoryJournal } from './journal/memory-journal.ts';
export {
  openSqliteJournal,
  type SqliteJournalOptions,
} from './journal/sqlite/open-sqlite-journal.ts';
export { CausewayError } from './protocol/error-codes.ts';
export type { RunEvent } from './protocol/events/event.ts';
export { DEFAULT_LIMITS, type GivenLimits, type Limits } from './protocol/limits.ts';
export { type AgentJournal, type AgentJournalOptions, agentJournal } from './runs/agent-journal.ts';
export type { AgentProgram } from './runs/agent-program.ts';
export {
  AgentRunError,
  type AgentRunErrorCode,
  type AgentRunHandle,
  type AgentRunRequest,
  type AgentRunResult,
  type AttachRequest,
  type RunDeliverable,
} from './runs/agent-run-types.ts';
export type {
  EmitterUrls,
  GivenFile,
  RunFile,
  RunRequest,
  RunResult,
  RuntimeSession,
} from './runs/api.ts';
export { attachAgentRun } from './runs/attach-agent-run.ts';
export { createRuntime, type Runtime, type RuntimeOptions } from './runs/create-runtime.ts';
export { startAgentRun } from './runs/start-agent-run.ts';
export { resolveAssetPath } from './sandbox/node/asset-path.ts';
export {
  createNodeSession,
  type NodeSession,
  type NodeSessionOptions,
  type RunPtcRequest,
} from './sandbox/node/create-node-session.ts';
export { SessionFileError } from './sandbox/node/file-requests.ts';
export type { HostCall, HostCallAnswer } from './sandbox/node/host-calls.ts';
export type { Isolation } from './sandbox/node/isolation.ts';
export {
  type ConnectHostOptions,
  connectHost,
  type HostSession,
} from './sandbox/node/ndjson/client/connect-host.ts';
export { HostError } from './sandbox/node/ndjson/client/host-error.ts';
export { resolveNodeHostPath } from './sandbox/node/ndjson/host/host-path.ts';
export { NetworkError } from './sandbox/node/network/network-error.ts';
export type { InstallResult } from './sandbox/node/packages/install-packages.ts';
export { PackageError } from './sandbox/node/packages/package-error.ts';
export { DEFAULT_WORKSPACE_DIR } from './sandbox/node/sandbox.ts';
export { SandboxDied, SandboxStartError } from './sandbox/node/sandbox-end.ts';
export { defineTool } from './tools/define-tool.ts';
export { describeTools } from './tools/describe-tools.ts';
export type { Tool, ToolContext, ToolDefinition } from './tools/tool.ts';
