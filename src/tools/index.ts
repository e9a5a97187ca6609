export type { ErrorCode } from '../protocol/error-codes.ts';
export { CausewayError, ERROR_CODES } from '../protocol/error-codes.ts';
export type { CallEvent, RecordCallEvent } from './broker/call-recorder.ts';
export type { CallOutcome, CallRequest, OpenCallInfo } from './broker/call-request.ts';
export type { CallToDecide, Decide } from './broker/decide.ts';
export type { Broker, BrokerOptions, CallLimits } from './broker.ts';
export { createBroker } from './broker.ts';
export { defineTool } from './define-tool.ts';
export type { DescribeOptions } from './describe-tools.ts';
export { describeTools } from './describe-tools.ts';
export { toolsFromModule } from './module.ts';
export type { RegisteredTool, ToolRegistry } from './registry.ts';
export { createToolRegistry } from './registry.ts';
export type { JsonSchema } from './schema/json-schema.ts';
export type { ToolSignature } from './signature.ts';
export type {
  Tool,
  ToolAnnotations,
  ToolArguments,
  ToolContext,
  ToolDefinition,
  ToolProgress,
  ToolResult,
  ToolSchema,
} from './tool.ts';
export { isTool } from './tool.ts';
