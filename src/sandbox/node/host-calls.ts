import { encodeJson } from '../../protocol/exact-json.ts';
import type { Limits } from '../../protocol/limits.ts';
import type { SandboxAnswer, SandboxCall } from './evaluation.ts';

/** A call of the published protocol: one awaited `tools.<tool>(**args)`. */
export interface HostCall {
  type: 'host_call';
  /** `hc_<number>`, unique within the session. */
  id: string;
  tool: string;
  args: Record<string, unknown>;
}

/** A handler's answer. `error` is a class name: Python raises a ToolError subclass of that name. */
export type HostCallAnswer =
  | { ok: true; value: unknown }
  | { ok: false; error: string; message: string; code?: string };

export type HostCallHandler = (
  call: HostCall,
  context: { signal: AbortSignal },
) => HostCallAnswer | Promise<HostCallAnswer>;

/** Serves a call by a handler of the published protocol, within the limits of one call. */
export async function serveHostCall(
  { id, tool, args, signal }: Pick<SandboxCall, 'id' | 'tool' | 'args' | 'signal'>,
  limits: Limits,
  handler: HostCallHandler | undefined,
): Promise<SandboxAnswer> {
  if (handler === undefined) return failed('ToolError', `nobody serves the call to ${tool}`);
  try {
    const answer = await withinCall(tool, limits.callMs, signal, async () =>
      handler({ type: 'host_call', id, tool, args }, { signal }),
    );
    if (!answer?.ok) {
      return failed(answer?.error ?? 'ToolError', answer?.message ?? '', answer?.code);
    }
    const json = encodeJson(answer.value, { name: `the result of ${tool}` });
    if (Buffer.byteLength(json) > limits.resultBytes) {
      const message = `the result of ${tool} is larger than limit resultBytes (${limits.resultBytes})`;
      return failed('LimitError', message, 'result_too_large');
    }
    return { ok: true, json };
  } catch (thrown) {
    return failed(
      readText(thrown, 'name') ?? 'ToolError',
      readText(thrown, 'message') ?? `the handler of ${tool} threw something that is no error`,
      readText(thrown, 'code'),
    );
  }
}

function failed(name: string, message: string, code?: string): SandboxAnswer {
  // Whatever a handler gives: the guest is told texts.
  const told = typeof code === 'string' ? code : undefined;
  return { ok: false, failure: { name: String(name), message: String(message), code: told } };
}

/** A field of whatever was thrown, where it is a text and can be read. */
function readText(thrown: unknown, field: string): string | undefined {
  try {
    const value = (Object(thrown) as Record<string, unknown>)[field];
    return typeof value === 'string' ? value : undefined;
  } catch {
    return undefined;
  }
}

/** Settles at the latest when the call has used up its time or is aborted. */
function withinCall<T>(
  tool: string,
  callMs: number,
  signal: AbortSignal,
  serve: () => Promise<T>,
): Promise<T> {
  return new Promise((resolve, reject) => {
    const cut = (message: string, code: string): void => {
      reject(Object.assign(new Error(message), { name: 'ToolError', code }));
    };
    const timer = setTimeout(
      () => cut(`${tool} did not answer within ${callMs} ms (limit callMs)`, 'call_timed_out'),
      callMs,
    );
    const onAbort = (): void => cut(`${tool} was cancelled`, 'call_cancelled');
    signal.addEventListener('abort', onAbort, { once: true });
    serve()
      .then(resolve, reject)
      .finally(() => {
        clearTimeout(timer);
        signal.removeEventListener('abort', onAbort);
      });
  });
}
