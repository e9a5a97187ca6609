import { AsyncLocalStorage } from 'node:async_hooks';
import type { HostParams, HostResults } from '../../../../protocol/host/methods.ts';
import { type Limits, resolveLimits } from '../../../../protocol/limits.ts';
import { abortable } from '../../abortable.ts';
import type { RunPtcRequest, SessionEnvelope } from '../../create-node-session.ts';
import { givenLimits } from './given-limits.ts';
import type { HostConnection } from './host-connection.ts';
import { HostError } from './host-error.ts';
import { refusalLine, ServedProgram } from './served-program.ts';
import { abortedBefore, waitForReply } from './wait-for-reply.ts';

/** As for a session in this process; output comes with the envelope only. */
export type HostRunRequest = Omit<RunPtcRequest, 'onOutput'>;

/** Which programs the current code is a tool of: a tool that waits for its own run never ends. */
const insideOf = new AsyncLocalStorage<ReadonlySet<HostPrograms>>();

/** What runs in a host: one program after another, so that a `cancel` ends the right one. */
export class HostPrograms {
  readonly #connection: HostConnection;
  readonly #limits: Limits;
  readonly #timeoutMs: number;
  /** Settles when the host has replied to the program before; null when nothing is ahead. */
  #last: Promise<unknown> | null = null;
  #served: ServedProgram | null = null;

  /** `timeoutMs`: longest wait for a reply; 0 for none. */
  constructor(connection: HostConnection, limits: Limits, timeoutMs: number) {
    this.#connection = connection;
    this.#limits = limits;
    this.#timeoutMs = timeoutMs;
    connection.listen({
      hostCall: (message) => this.#onCall(message),
      cancelled: (reason) => this.#served?.giveUp(reason),
    });
  }

  async runPtc(request: HostRunRequest): Promise<SessionEnvelope> {
    const { code, tools = [], onHostCall, signal, filename } = request;
    if (this.#isInside()) {
      throw new Error(
        'A tool cannot run code in the session that waits for it; open another session',
      );
    }
    if (!this.#connection.capabilities.host_call) {
      throw new HostError(
        'host_capability',
        'The host did not advertise the host_call capability, so it cannot run programs that ' +
          'call tools; use a host that does',
      );
    }
    const limits = resolveLimits(request.limits, this.#limits);
    const send = (line: string): void => this.#connection.send(line);
    const served = new ServedProgram(tools, onHostCall, limits, send);
    const params = {
      code,
      tools,
      ...(filename !== undefined && { filename }),
      ...givenLimits(request.limits),
    };
    const result = await this.#inTurn('runPtc', params, signal, served);
    if (result === null) return cancelledBeforeStart();
    const { ok, ...told } = result.envelope;
    return { ok, stdout: '', stderr: '', value: null, ...told };
  }

  /** Rejects with the signal's reason when that is aborted before the command's turn. */
  async run(command: string, signal: AbortSignal | undefined): Promise<HostResults['run']> {
    if (this.#isInside()) {
      // It runs while its program waits; a `cancel` would end the program.
      const wait = { method: 'run', timeoutMs: this.#timeoutMs };
      const reply = this.#connection.request('run', { command });
      return abortable(waitForReply(reply, wait), signal, () => {});
    }
    const result = await this.#inTurn('run', { command }, signal, null);
    if (result === null) throw signal?.reason;
    return result;
  }

  #isInside(): boolean {
    return insideOf.getStore()?.has(this) ?? false;
  }

  #onCall(message: Readonly<Record<string, unknown>>): void {
    if (this.#served === null) {
      const refusal = refusalLine(message);
      if (refusal !== null) this.#connection.send(refusal);
      return;
    }
    void this.#served.serve(message, (handle) =>
      insideOf.run(new Set(insideOf.getStore()).add(this), handle),
    );
  }

  /** Null when the signal was aborted before anything was sent. */
  async #inTurn<M extends 'runPtc' | 'run'>(
    method: M,
    params: HostParams[M],
    signal: AbortSignal | undefined,
    served: ServedProgram | null,
  ): Promise<HostResults[M] | null> {
    if (signal?.aborted) return null;
    // Where nothing is ahead it is sent at once, so that lines go out in the order of their calls.
    const before = this.#last;
    const turn = Promise.withResolvers<void>();
    this.#last = Promise.resolve(before).then(() => turn.promise);
    const mine = this.#last;
    if (before !== null && (await abortedBefore(before, signal))) {
      turn.resolve();
      return null;
    }
    this.#served = served;
    const reply = this.#connection.request(method, params);
    // The next one has to wait for the host, not for whoever has lost patience with it.
    reply
      .catch(() => {})
      .then(() => {
        served?.end();
        this.#served = null;
        if (this.#last === mine) this.#last = null;
        turn.resolve();
      });
    const cancel = (reason: string): void => {
      this.#connection.send(JSON.stringify({ type: 'cancel', reason }));
      served?.giveUp(reason);
    };
    return waitForReply(reply, { method, timeoutMs: this.#timeoutMs, signal, cancel });
  }
}

function cancelledBeforeStart(): SessionEnvelope {
  const message = 'the run was cancelled before it began';
  return { ok: false, stdout: '', stderr: '', value: null, error: 'CancelledError', message };
}
