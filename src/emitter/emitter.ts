import { URL_VARIABLES } from '../protocol/call-events/emitter-environment.ts';
import { callScopes } from './call-scope.ts';
import { send, whenAllSent } from './outboxes.ts';
import { hostProcess } from './runtime.ts';
import { writeBegin, writeEnd } from './write-event.ts';

/** A call that begins. */
export interface CallBegin {
  /** Name of the tool. */
  tool: string;
  /** Most often an object. What JSON has no form for is replaced and said so. */
  args: unknown;
  /** An asset the call works on. */
  assetId?: string;
  /** The call this one is made inside of. Default: that of the `withCall` around it. */
  parentCallId?: string;
}

/** A call that is over. */
export interface CallEnd {
  /** What `emitBegin` returned. */
  callId: string;
  /** Default: the tool of the begin. */
  tool?: string;
  /** Default null. */
  result?: unknown;
  /** Default false. */
  isError?: boolean;
}

export interface EmitterOptions {
  /**
   * Where events go. Default: the environment variable `CAUSEWAY_URL`, else `ATHENA_PTC_URL`, as
   * they are when a call begins.
   */
  url?: string;
}

/** Reports calls to a receiver. Nothing it does throws or rejects, and nothing waits for it. */
export interface Emitter {
  /** Reports that a call begins; returns its id also where there is no URL. */
  emitBegin(call: CallBegin): string;
  /** Reports that a call is over, to the URL of its begin. A call that is not open is passed over. */
  emitEnd(call: CallEnd): void;
  /**
   * Runs code as a call: reports its begin, and its end with what the code returns or throws, now or
   * later. Returns and throws what the code does; of a promise, one that settles as it does. Calls
   * reported inside stand under this one.
   */
  withCall<T>(tool: string, args: unknown, code: () => T, options?: { assetId?: string }): T;
  /** Resolves when all that was reported has arrived, or has failed. */
  flush(): Promise<void>;
}

/** Calls that may be open at once; of more, the oldest lose their ends. */
const MOST_OPEN = 100_000;

/** Makes an emitter. */
export function createEmitter({ url: fixed }: EmitterOptions = {}): Emitter {
  const open = new Map<string, { url: string; tool: string }>();

  const emitBegin = (call: CallBegin): string => {
    const callId = makeCallId();
    try {
      const url = fixed ?? urlOfEnvironment();
      if (url === undefined) return callId;
      const { tool, args, assetId, parentCallId = parentInScope(url) } = call;
      open.set(callId, { url, tool });
      if (open.size > MOST_OPEN) open.delete(open.keys().next().value as string);
      const text = writeBegin({
        v: 1,
        type: 'begin',
        call_id: callId,
        tool_name: tool,
        args,
        ...(assetId !== undefined && { asset_id: assetId }),
        ...(isCallId(parentCallId) && { parent_call_id: parentCallId }),
        at: Date.now(),
      });
      send(url, text);
    } catch {
      // Whoever reports a call goes on with it.
    }
    return callId;
  };

  const emitEnd = (call: CallEnd): void => {
    try {
      const { callId, result, isError = false } = call;
      const begun = open.get(callId);
      if (begun === undefined) return;
      open.delete(callId);
      const { url, tool } = begun;
      const text = writeEnd({
        v: 1,
        type: 'end',
        call_id: callId,
        tool_name: call.tool ?? tool,
        result,
        is_error: Boolean(isError),
        at: Date.now(),
      });
      send(url, text);
    } catch {
      // The same here.
    }
  };

  const withCall: Emitter['withCall'] = (tool, args, code, options = {}) => {
    const callId = emitBegin({ tool, args, ...options });
    const returned = (result: unknown): void => emitEnd({ callId, result });
    const threw = (error: unknown): void => {
      emitEnd({ callId, result: describeError(error), isError: true });
    };
    return callScopes.run({ callId, url: open.get(callId)?.url }, () => {
      try {
        return observe(code(), returned, threw);
      } catch (error) {
        threw(error);
        throw error;
      }
    });
  };

  return { emitBegin, emitEnd, withCall, flush: whenAllSent };
}

/** Hears how a value turns out, and gives what the caller goes on with. */
function observe<T>(
  value: T,
  returned: (value: unknown) => void,
  threw: (error: unknown) => void,
): T {
  if (typeof (value as { then?: unknown } | null | undefined)?.then !== 'function') {
    returned(value);
    return value;
  }
  // Asked once: some do their work each time they are asked. The caller gets what comes of asking: a
  // rejection that was only heard on the side would count as handled where nobody handles it.
  return Promise.resolve(value).then(
    (result) => {
      returned(result);
      return result;
    },
    (error: unknown) => {
      threw(error);
      throw error;
    },
  ) as T;
}

function describeError(error: unknown): unknown {
  if (!(error instanceof Error)) return error;
  const { name, message } = error;
  const { code } = error as { code?: unknown };
  return { name, message, ...(typeof code === 'string' && { code }) };
}

/** Calls of another URL are not known to the receiver of this one. */
function parentInScope(url: string): string | undefined {
  const scope = callScopes.getStore();
  return scope?.url === url ? scope.callId : undefined;
}

function urlOfEnvironment(): string | undefined {
  const { env = {} } = hostProcess();
  return URL_VARIABLES.map((name) => env[name]).find((url) => url !== undefined && url !== '');
}

function isCallId(given: unknown): given is string {
  return typeof given === 'string' && /^[\w.:-]{1,128}$/.test(given);
}

/** A random UUID of version 4 in 32 hexadecimal digits. */
function makeCallId(): string {
  const bytes = crypto.getRandomValues(new Uint8Array(16));
  bytes[6] = ((bytes[6] as number) & 0x0f) | 0x40;
  bytes[8] = ((bytes[8] as number) & 0x3f) | 0x80;
  return Array.from(bytes, (byte) => byte.toString(16).padStart(2, '0')).join('');
}
