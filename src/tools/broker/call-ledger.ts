import type { CallBegan, CallEnded, CallError, CallStatus } from '../../protocol/events/call.ts';
import type { RecordedValue } from '../../protocol/recorded-value.ts';
import { fault, journalFailed } from './call-faults.ts';
import type { CallOutcome } from './call-request.ts';
import { goOn } from './maybe-promise.ts';
import type { OpenCall } from './open-call.ts';
import { recordArguments } from './read-arguments.ts';

/** How a call ended. */
export type CallEnding =
  | { status: 'ok'; json: string; recordedJson: string }
  | { status: Exclude<CallStatus, 'ok'>; error: CallError };

/** Refused calls that are recorded: a program that repeats one for ever must not fill the journal. */
const MAX_RECORDED_REFUSALS = 10_000;

/** Longest id of a call, in characters. */
const MAX_ID = 256;

/** Keeps count of the calls of a run, and records and answers each exactly once. */
export class CallLedger {
  readonly open: Map<string, OpenCall> = new Map();
  readonly counts: Record<CallStatus, number> = {
    ok: 0,
    error: 0,
    refused: 0,
    cancelled: 0,
    timed_out: 0,
  };
  notRecorded = 0;
  /** Why no more calls are taken in; undefined while they are. */
  closed: string | undefined;
  readonly #recordValue: (json: string) => RecordedValue;
  readonly #ids = new Set<string>();
  #recordedRefusals = 0;
  #unanswered = 0;
  #idle: (() => void)[] = [];

  constructor(recordValue: (json: string) => RecordedValue) {
    this.#recordValue = recordValue;
  }

  /** Takes a call in; gives the fault when there are no more calls or its id cannot be used. */
  enter(call: OpenCall): CallError | undefined {
    this.#unanswered += 1;
    if (this.closed !== undefined) {
      return fault('run_closed', 'RunClosedError', `The run makes no more calls: ${this.closed}`);
    }
    const { callId } = call.request;
    if (typeof callId !== 'string' || callId === '' || callId.length > MAX_ID) {
      const message = `A call id is a text of 1 to ${MAX_ID} characters`;
      return fault('duplicate_call', 'CallIdError', message);
    }
    if (this.#ids.has(callId)) {
      const message = `The call id ${callId} has been used; each call needs its own`;
      return fault('duplicate_call', 'CallIdError', message);
    }
    this.#ids.add(callId);
    this.open.set(callId, call);
    return undefined;
  }

  /** Refuses a call of which the journal is told nothing. */
  turnAway(call: OpenCall, error: CallError): void {
    call.settled = true;
    this.counts.refused += 1;
    this.notRecorded += 1;
    this.#answer(call, { callId: call.request.callId, status: 'refused', error, applied: 'no' });
  }

  /** Records that a call begins. Fails when the journal does. */
  recordBegan(call: OpenCall): void | Promise<void> {
    call.began = true;
    const event: CallBegan = {
      type: 'call.began',
      ...call.info(),
      args: recordArguments(call.argsText, this.#recordValue),
    };
    return call.recorder.append(event);
  }

  /** Records how a call ended, then answers it. */
  settle(call: OpenCall, ending: CallEnding): void {
    call.settled = true;
    call.unlisten?.();
    const { callId } = call.request;
    this.open.delete(callId);
    const { status } = ending;
    if (status === 'refused' && !call.began) {
      this.#recordedRefusals += 1;
      if (this.#recordedRefusals > MAX_RECORDED_REFUSALS) {
        // Not in the journal, so its id may come again.
        this.#ids.delete(callId);
        this.turnAway(call, ending.error);
        return;
      }
    }
    this.counts[status] += 1;
    goOn(
      () => {
        if (!call.began) this.recordBegan(call);
        return call.recorder.append(this.#endedEvent(call, ending));
      },
      () => this.#answer(call, outcomeOf(call, ending)),
      (cause) => this.#answerUnrecorded(call, ending, cause),
    );
  }

  /** Resolves when every call that came in has been answered. */
  whenIdle(): Promise<void> {
    if (this.#unanswered === 0) return Promise.resolve();
    return new Promise((resolve) => this.#idle.push(resolve));
  }

  #endedEvent(call: OpenCall, ending: CallEnding): CallEnded {
    const { callId } = call.request;
    const { status } = ending;
    const { applied } = call;
    return status === 'ok'
      ? {
          type: 'call.ended',
          callId,
          status,
          result: this.#recordValue(ending.recordedJson),
          applied,
        }
      : { type: 'call.ended', callId, status, error: ending.error, applied };
  }

  // What is not in the journal did not happen for anyone who looks later, so it is no success.
  #answerUnrecorded(call: OpenCall, ending: CallEnding, cause: unknown): void {
    const status = ending.status === 'ok' ? 'error' : ending.status;
    this.counts[ending.status] -= 1;
    this.counts[status] += 1;
    this.#answer(call, outcomeOf(call, { status, error: journalFailed(cause) }));
  }

  #answer(call: OpenCall, outcome: CallOutcome): void {
    this.#unanswered -= 1;
    call.answer(outcome);
    if (this.#unanswered > 0) return;
    for (const resolve of this.#idle.splice(0)) resolve();
  }
}

function outcomeOf(call: OpenCall, ending: CallEnding): CallOutcome {
  const { callId } = call.request;
  return ending.status === 'ok'
    ? { callId, status: 'ok', resultJson: ending.json, applied: 'yes' }
    : { callId, status: ending.status, error: ending.error, applied: call.applied };
}
