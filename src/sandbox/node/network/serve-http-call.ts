import type { Limits } from '../../../protocol/limits.ts';
import type { SandboxAnswer, SandboxCall } from '../evaluation.ts';
import { serveHostCall } from '../host-calls.ts';
import { answerHttpCall, readHttpCall } from './http-call.ts';
import type { GuardedFetch } from './http-exchange.ts';

/** Serves a program's HTTP request where no broker stands between, within the limits of one call. */
export function serveHttpCall(
  call: SandboxCall,
  limits: Limits,
  fetch: GuardedFetch,
): SandboxAnswer | Promise<SandboxAnswer> {
  return serveHostCall(call, limits, async ({ args }, { signal }) => ({
    ok: true,
    value: await answerHttpCall(fetch, readHttpCall(args), limits, signal),
  }));
}
