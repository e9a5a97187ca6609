import type { CallEvent } from '../../src/tools/broker/call-recorder.ts';
import type { CallOutcome } from '../../src/tools/broker/call-request.ts';
import { type Broker, type BrokerOptions, createBroker } from '../../src/tools/broker.ts';
import { defineTool } from '../../src/tools/define-tool.ts';
import { createToolRegistry } from '../../src/tools/registry.ts';
import type { JsonSchema } from '../../src/tools/schema/json-schema.ts';
import type { Tool, ToolContext, ToolSchema } from '../../src/tools/tool.ts';

export interface BrokerSetup {
  broker: Broker;
  /** What has been recorded, in order. */
  events: CallEvent[];
  /** Calls a tool with a new id: `c1`, `c2` … */
  call: (tool: string, args?: object | string, signal?: AbortSignal) => Promise<CallOutcome>;
}

export type BrokerSettings = Partial<Omit<BrokerOptions, 'limits'>> & {
  limits?: Partial<BrokerOptions['limits']>;
};

/** A broker for the given tools, whose events can be looked at. */
export function setUpBroker(tools: Tool[], settings: BrokerSettings = {}): BrokerSetup {
  const events: CallEvent[] = [];
  const { limits, ...others } = settings;
  const broker = createBroker({
    registry: createToolRegistry(tools),
    runId: 'run_1',
    record: (event) => {
      events.push(event);
    },
    limits: {
      calls: 1000,
      callsInFlight: 32,
      callMs: 60_000,
      argumentBytes: 10_000,
      resultBytes: 10_000,
      ...limits,
    },
    ...others,
  });
  let count = 0;
  const call: BrokerSetup['call'] = (tool, args = {}, signal) => {
    count += 1;
    return broker.call({
      callId: `c${count}`,
      tool,
      argsJson: typeof args === 'string' ? args : JSON.stringify(args),
      road: 'host-call',
      ...(signal && { signal }),
    });
  };
  return { broker, events, call };
}

/** A tool that takes anything, or what the schema says. */
export function tool(
  name: string,
  execute: (args: Record<string, unknown>, context: ToolContext) => unknown,
  schemas: { input?: ToolSchema; output?: ToolSchema; readOnly?: boolean } = {},
): Tool {
  const { input = {}, output, readOnly } = schemas;
  return defineTool({
    name,
    description: 'Does it.',
    input: input as JsonSchema,
    ...(output && { output: output as JsonSchema }),
    ...(readOnly !== undefined && { annotations: { readOnlyHint: readOnly } }),
    execute: execute as never,
  });
}

/** A promise and the functions that settle it. */
export function deferred<T = unknown>(): {
  promise: Promise<T>;
  resolve: (value: T) => void;
  reject: (cause: unknown) => void;
} {
  return Promise.withResolvers<T>();
}
