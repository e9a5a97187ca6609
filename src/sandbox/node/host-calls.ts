import { Deadlines } from '../../protocol/deadlines.ts';
import { encodeJson, isLarger } from '../../protocol/exact-json.ts';
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

/** What serving takes of a call. */
export type CallToServe = Pick<SandboxCall, 'id' | 'tool' | 'args' | 'signal' | 'onAbort'>;

/**
 * Serves a call by a handler of the published protocol, within the limits of one call. Calls that are
 * given the same limits object share a timer.
 */
export function serveHostCall(
  call: CallToServe,
  limits: Limits,
  handler: HostCallHandler | undefined,
): SandboxAnswer | Promise<SandboxAnswer> {
  const { id, tool, args } = call;
  if (handler === undefined) return failed('ToolError', `nobody serves the call to ${tool}`);
  try {
    const answer = handler({ type: 'host_call', id, tool, args }, new HandlerContext(call));
    return isPromise(answer) ? withinCall(call, limits, answer) : written(tool, limits, answer);
  } catch (thrown) {
    return thrownBy(tool, thrown);
  }
}

function isPromise<T>(value: T | Promise<T>): value is Promise<T> {
  return typeof (value as Partial<Promise<T>> | null | undefined)?.then === 'function';
}

/** Most handlers never look at the signal, which is made when it is read. */
class HandlerContext {
  readonly #call: CallToServe;

  constructor(call: CallToServe) {
    this.#call = call;
  }

  get signal(): AbortSignal {
    return this.#call.signal;
  }
}

function written(tool: string, limits: Limits, answer: HostCallAnswer): SandboxAnswer {
  try {
    if (answer?.ok !== true) {
      const message =
        answer?.message ?? `the handler of ${tool} gave no answer with ok and a value`;
      return failed(answer?.error ?? 'ToolError', message, answer?.code);
    }
    const json = encodeJson(answer.value, { name: `the result of ${tool}` });
    if (isLarger(json, limits.resultBytes)) {
      const message = `the result of ${tool} is larger than limit resultBytes (${limits.resultBytes})`;
      return failed('LimitError', message, 'result_too_large');
    }
    return { ok: true, json };
  } catch (thrown) {
    return thrownBy(tool, thrown);
  }
}

function thrownBy(tool: string, thrown: unknown): SandboxAnswer {
  return failed(
    readText(thrown, 'name') ?? 'ToolError',
    readText(thrown, 'message') ?? `the handler of ${tool} threw something that is no error`,
    readText(thrown, 'code'),
  );
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

const deadlines = new WeakMap<Limits, Deadlines<() => void>>();

/** A timer for each call would cost more than a quick call. */
function deadlinesOf(limits: Limits): Deadlines<() => void> {
  let known = deadlines.get(limits);
  if (known === undefined) {
    known = new Deadlines(limits.callMs, (expire) => expire());
    deadlines.set(limits, known);
  }
  return known;
}

/** Settles at the latest when the call has used up its time or is aborted. */
function withinCall(
  call: CallToServe,
  limits: Limits,
  answer: Promise<HostCallAnswer>,
): Promise<SandboxAnswer> {
  const { tool } = call;
  return new Promise((resolve) => {
    const due = deadlinesOf(limits);
    const signal = call.onAbort === undefined ? call.signal : undefined;
    const settle = (told: SandboxAnswer): void => {
      due.delete(expire);
      signal?.removeEventListener('abort', onAbort);
      resolve(told);
    };
    const cut = (message: string, code: string): void => settle(failed('ToolError', message, code));
    const expire = (): void => {
      cut(`${tool} did not answer within ${limits.callMs} ms (limit callMs)`, 'call_timed_out');
    };
    const onAbort = (): void => cut(`${tool} was cancelled`, 'call_cancelled');
    due.add(expire);
    call.onAbort?.(onAbort);
    signal?.addEventListener('abort', onAbort, { once: true });
    if (signal?.aborted) onAbort();
    answer.then(
      (value) => settle(written(tool, limits, value)),
      (thrown) => settle(thrownBy(tool, thrown)),
    );
  });
}
