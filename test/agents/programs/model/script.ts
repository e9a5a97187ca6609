/**
 * One thing the scripted model does: a shell command, a tool of an MCP server, again until its result
 * has certain words, or its last words.
 */
export type ModelStep =
  | { shell: string; until?: string }
  | { mcp: string; args: Record<string, unknown>; until?: string }
  | { say: string };

/** A tool that a program offered in a request. */
export interface OfferedTool {
  name: string;
  namespace?: string;
}

/** What a request says, whatever its wire. */
export interface ModelRequest {
  tools: readonly OfferedTool[];
  /** Results of the tools that the script called, oldest first. */
  results: readonly string[];
  /** All that a person or the program told the model. */
  prompt: string;
}

export interface ToolCall {
  tool: OfferedTool;
  args: Record<string, unknown>;
}

/** What the model answers with. */
export type ModelReply = { call: ToolCall } | { say: string };

/** How one company's programs speak to their models, as far as the script needs it. */
export interface Wire {
  /** Whether a request with this path belongs to it. */
  matches(path: string): boolean;
  read(body: unknown): ModelRequest;
  /** The body of the answer, and its type. */
  write(reply: ModelReply, body: unknown): { type: string; text: string };
}

/** Tools for shell commands: what the program calls them, and the argument the command goes in. */
const SHELLS: Readonly<Record<string, string>> = {
  Bash: 'command',
  bash: 'command',
  exec_command: 'cmd',
  run_shell_command: 'command',
};

/** The reply that a script has for a request. */
export function nextReply(script: readonly ModelStep[], request: ModelRequest): ModelReply {
  const step = script[stepsDone(script, request.results)] ?? {
    say: 'There is nothing left to do.',
  };
  // Requests for titles and summaries offer no tools.
  if ('say' in step || request.tools.length === 0) {
    return { say: 'say' in step ? step.say : 'A title' };
  }
  if ('shell' in step) {
    const tool = request.tools.find(({ name }) => name in SHELLS);
    if (tool === undefined) throw new Error(`No shell among ${listOf(request.tools)}`);
    return { call: { tool, args: shellArgs(tool.name, step.shell) } };
  }
  const tool = request.tools.find(
    ({ name, namespace = '' }) => /causeway/.test(namespace + name) && name.endsWith(step.mcp),
  );
  if (tool !== undefined) return { call: { tool, args: step.args } };
  const search = request.tools.find(({ name }) => name === 'ToolSearch');
  if (search === undefined) throw new Error(`No ${step.mcp} among ${listOf(request.tools)}`);
  const query = `select:mcp__causeway-run__${step.mcp}`;
  return { call: { tool: search, args: { query, max_results: 5 } } };
}

function stepsDone(script: readonly ModelStep[], results: readonly string[]): number {
  return results.reduce((at, result) => {
    const step = script[at];
    const again = step !== undefined && 'until' in step && !result.includes(step.until ?? '');
    return again ? at : at + 1;
  }, 0);
}

function shellArgs(name: string, command: string): Record<string, unknown> {
  return { [SHELLS[name] as string]: command, description: 'A command of the script' };
}

function listOf(tools: readonly OfferedTool[]): string {
  return tools.map(({ name, namespace }) => [namespace, name].filter(Boolean).join('/')).join(', ');
}

/** Server-sent events, as all four wires stream them. */
export function eventStream(
  events: readonly { event?: string; data: unknown }[],
  end?: string,
): { type: string; text: string } {
  const frames = events.map(({ event, data }) => {
    return `${event === undefined ? '' : `event: ${event}\n`}data: ${JSON.stringify(data)}\n\n`;
  });
  return { type: 'text/event-stream', text: frames.join('') + (end ?? '') };
}

let calls = 0;

/** An id for a call, of its own in this process. */
export function newCallId(prefix: string): string {
  calls += 1;
  return `${prefix}_${calls}`;
}
