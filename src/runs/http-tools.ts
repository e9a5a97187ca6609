import type { CallError } from '../protocol/events/call.ts';
import type { Limits } from '../protocol/limits.ts';
import { HTTP_CALL } from '../sandbox/common/guest-messages.ts';
import type { SessionFetch } from '../sandbox/node/network/guarded-fetch.ts';
import { answerHttpCall, readHttpCall } from '../sandbox/node/network/http-call.ts';
import type { NetworkError } from '../sandbox/node/network/network-error.ts';
import type { BrokerOptions } from '../tools/broker.ts';
import { defineTool } from '../tools/define-tool.ts';
import { createToolRegistry, type RegisteredTool, type ToolRegistry } from '../tools/registry.ts';
import type { Tool } from '../tools/tool.ts';
import { httpJournalForm } from './http-journal-form.ts';

const METHOD = /^[A-Z][A-Z-]{0,19}$/;
/** They change nothing, so that of one that fails it is known that it did not. */
const READS = new Set(['GET', 'HEAD', 'OPTIONS']);

/** The name by which the broker knows a program's HTTP request; no tool of a program has it. */
export function httpToolName({ method = 'GET' }: Readonly<Record<string, unknown>>): string {
  const upper = typeof method === 'string' ? method.toUpperCase() : '';
  return `${HTTP_CALL} ${METHOD.test(upper) ? upper : ''}`;
}

/** What is made for a method stays; programs that make methods up do not fill the memory. */
const MOST_METHODS = 20;

/**
 * Lets a run's broker take HTTP requests as calls of tools named `http GET`, `http POST` and so on.
 * They are not offered under `tools.`; one to a host that is not allowed is refused as any call is.
 */
export function offerHttp(
  registry: ToolRegistry,
  fetch: SessionFetch,
  limits: Limits,
): Pick<BrokerOptions, 'registry' | 'decide'> {
  const prefix = httpToolName({ method: '' });
  const entries = new Map<string, RegisteredTool>();
  const own = new WeakSet<Tool>();
  const entryFor = (method: string): RegisteredTool => {
    const known = entries.get(method);
    if (known !== undefined) return known;
    const [entry] = createToolRegistry([httpTool(method, fetch, limits)]).tools;
    const made = entry as RegisteredTool;
    own.add(made.tool);
    if (entries.size < MOST_METHODS) entries.set(method, made);
    return made;
  };
  return {
    registry: {
      ...registry,
      find: (name) =>
        name.startsWith(prefix) ? entryFor(name.slice(prefix.length)) : registry.find(name),
    },
    decide: ({ tool, args }) =>
      own.has(tool) ? refusalOf(fetch, args as HttpArguments) : undefined,
  };
}

type HttpArguments = Readonly<Record<string, unknown>>;

function refusalOf(fetch: SessionFetch, args: HttpArguments): CallError | undefined {
  let refusal: NetworkError | undefined;
  try {
    refusal = fetch.refuse(readHttpCall(args));
  } catch (error) {
    refusal = error as NetworkError;
  }
  if (refusal === undefined) return undefined;
  const { name, message, code } = refusal;
  return { name, message, code };
}

function httpTool(method: string, fetch: SessionFetch, limits: Limits): Tool {
  const tool = defineTool({
    name: `http ${method}`.trimEnd(),
    description: 'Sends an HTTP request of a program to a host that is allowed.',
    input: { type: 'object' },
    annotations: { readOnlyHint: READS.has(method), openWorldHint: true },
    execute: (args, { signal }) => answerHttpCall(fetch, readHttpCall(args), limits, signal),
  });
  return Object.freeze({ ...tool, journalForm: httpJournalForm });
}
