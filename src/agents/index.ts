export {
  DELIVERABLE_QUEUE_BOUND,
  relativizeDeliverablePath,
  validateDeliverablePath,
} from '../protocol/log-channel/deliverable-path.ts';
export {
  LOG_CHANNEL_PROMPT,
  type LogChannelPromptOptions,
  type LogKeyword,
  logChannelPrompt,
} from '../protocol/log-channel/log-channel-prompt.ts';
export type {
  AttentionLine,
  BrowserLine,
  DeliverableLine,
  DomainLine,
  DoneLine,
  ErrorLine,
  KeywordLine,
  LogLine,
  StatusLine,
  UnknownLine,
} from '../protocol/log-channel/log-line.ts';
export { parseLogLine } from '../protocol/log-channel/parse-log-line.ts';
export type { AgentChannel, DeliverAnswer, PersonAnswer } from './agent-channel.ts';
export type { AgentCommand } from './agent-command.ts';
export {
  type ChildContext,
  ChildFailed,
  type ChildHandle,
  type ChildOptions,
  type ChildOutcome,
  type ChildRun,
  type ChildTask,
  type GroupOptions,
  type ParallelGroup,
  type ResultOptions,
  type StartChild,
} from './child-runs.ts';
export { fetchDeliverableText } from './fetch-deliverable-text.ts';
export type {
  BodyContext,
  CopyOptions,
  CopySource,
  DownloadFileOptions,
  HookContext,
  ProgressReport,
  RunOnHostOptions,
} from './hook-context.ts';
export {
  type Instructions,
  type InstructionsRequest,
  instructionsText,
  writeInstructions,
} from './instructions.ts';
export {
  type AgentMcpOnHost,
  type AgentMcpOnHostOptions,
  openAgentMcp,
} from './mcp/open-agent-mcp.ts';
export { type AgentMcp, type AgentMcpOptions, serveAgentMcp } from './mcp/serve-agent-mcp.ts';
export { type PlacedFile, removePlacedFiles } from './placed-files.ts';
export {
  type PreparedPreset,
  type PresetFile,
  type PresetRequest,
  preparePreset,
} from './presets/prepare-preset.ts';
export { PresetError, type PresetErrorCode } from './presets/preset-error.ts';
export type { AgentPermissions, PresetName } from './presets/presets.ts';
export { runLogProtocolSession } from './run-log-protocol-session.ts';
export { sessionFiles } from './session/prepare-workdir.ts';
export {
  DEFAULT_SESSION_LIMITS,
  resolveSessionLimits,
  type SessionLimits,
} from './session-limits.ts';
export type {
  DeliverableCallback,
  DeliveredFile,
  HookCallback,
  SessionOptions,
} from './session-options.ts';
export type { ResumedFile, ResumedRequest, SessionResume } from './session-resume.ts';
export type { SessionEnd, SessionRecord } from './session-types.ts';
export { type AgentSetup, type AgentSetupRequest, setUpAgent } from './set-up-agent.ts';
