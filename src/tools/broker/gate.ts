import { Deadlines } from '../../protocol/deadlines.ts';
import type { CallError } from '../../protocol/events/call.ts';
import { encodeJson } from '../../protocol/exact-json.ts';
import { recordJson } from '../../protocol/record-json.ts';
import type { BrokerOptions } from '../broker.ts';
import type { RegisteredTool } from '../registry.ts';
import type { SchemaVerdict } from '../schema/compiled-schema.ts';
import {
  cancelled,
  fault,
  invalidArguments,
  journalFailed,
  misnamedArguments,
  reasonText,
  tellIssues,
  timedOut,
  unknownTool,
} from './call-faults.ts';
import { type CallEnding, CallLedger } from './call-ledger.ts';
import { CallRecorder } from './call-recorder.ts';
import type { CallOutcome, CallRequest, OpenCallInfo } from './call-request.ts';
import { allowEveryCall } from './decide.ts';
import { describeThrown } from './describe-thrown.ts';
import { goOn, isThenable } from './maybe-promise.ts';
import { OpenCall } from './open-call.ts';
import { argumentText, readArguments } from './read-arguments.ts';
import { toolContext } from './tool-context.ts';
import { type ResultWritten, writeResult } from './write-result.ts';

/** Takes each call through its steps, in this order; each step ends the call or goes on. */
export class Gate {
  readonly ledger: CallLedger;
  readonly #options: BrokerOptions;
  readonly #deadlines: Deadlines<OpenCall>;
  #made = 0;
  #unlisten: (() => void) | undefined;

  constructor(options: BrokerOptions) {
    this.#options = options;
    this.ledger = new CallLedger(options.recordValue ?? ((json) => recordJson(json)));
    this.#deadlines = new Deadlines(options.limits.callMs, (call) => this.#expire(call));
    const { signal } = options;
    if (signal) this.#unlisten = listen(signal, (reason) => void this.close(reason));
  }

  call(request: CallRequest): Promise<CallOutcome> {
    return new Promise((resolve) => {
      this.#admit(new OpenCall(request, new CallRecorder(this.#options.record), resolve));
    });
  }

  cancel(callId: string, reason: string): boolean {
    const call = this.ledger.open.get(callId);
    if (call === undefined) return false;
    this.#cut(call, 'cancelled', cancelled(call.toolName, reason));
    return true;
  }

  close(reason: string): Promise<void> {
    if (this.ledger.closed === undefined) {
      this.ledger.closed = reason;
      this.#unlisten?.();
      for (const callId of [...this.ledger.open.keys()]) this.cancel(callId, reason);
      this.#deadlines.clear();
    }
    return this.ledger.whenIdle();
  }

  openCalls(): OpenCallInfo[] {
    return [...this.ledger.open.values()].map((call) => call.info());
  }

  #admit(call: OpenCall): void {
    const unusable = this.ledger.enter(call);
    if (unusable) {
      this.ledger.turnAway(call, unusable);
      return;
    }
    try {
      this.#offer(call);
    } catch (cause) {
      const told = `The call failed before the tool began: ${describeThrown(cause).message}`;
      this.#refuse(call, fault('internal_error', 'InternalError', told));
    }
  }

  /** Is the tool offered, and do the arguments have its names and fit its schema? */
  #offer(call: OpenCall): void {
    const { request } = call;
    const { registry, limits } = this.#options;
    call.argsText = argumentText(request);
    call.entry = registry.find(request.tool);
    const { entry } = call;
    if (entry === undefined) {
      this.#refuse(call, unknownTool(request.tool, registry));
      return;
    }
    const read = readArguments(entry, call.argsText, limits.argumentBytes);
    const { journalForm } = entry.tool;
    if (journalForm !== undefined) {
      call.argsText = '{}';
      if ('args' in read) call.argsText = encodeJson(journalForm.args(read.args), { name: 'args' });
    }
    if ('error' in read) {
      this.#refuse(call, read.error);
      return;
    }
    const misnamed = misnamedArguments(entry, read.args);
    if (misnamed) {
      this.#refuse(call, misnamed);
      return;
    }
    if (request.signal) {
      const cancel = (reason: string) => void this.cancel(request.callId, reason);
      call.unlisten = listen(request.signal, cancel);
      if (call.settled) return;
    }
    const check = () => {
      const verdict = entry.tool.input.check(read.args);
      // A check that takes its time holds a place among the calls under way, and has a time limit.
      if (isThenable(verdict)) {
        const exceeded = this.#exceeded();
        if (exceeded) this.#refuse(call, exceeded);
        else this.#deadlines.add(call);
      }
      return verdict;
    };
    goOn(
      check,
      (verdict) => this.#budget(call, entry, verdict),
      (cause) => {
        const { message } = describeThrown(cause);
        this.#refuse(call, invalidArguments(entry, `could not check its arguments: ${message}`));
      },
    );
  }

  /** Do the arguments fit, is there budget, and is the call allowed? */
  #budget(call: OpenCall, entry: RegisteredTool, verdict: SchemaVerdict): void {
    if (call.settled) return;
    if (!verdict.ok) {
      const told = tellIssues(verdict.issues, 'arguments');
      this.#refuse(call, invalidArguments(entry, `got what does not fit: ${told}`));
      return;
    }
    call.args = verdict.value;
    const exceeded = this.#exceeded();
    if (exceeded) {
      this.#refuse(call, exceeded);
      return;
    }
    this.#made += 1;
    this.#deadlines.delete(call);
    const { decide = allowEveryCall } = this.#options;
    const { callId } = call.request;
    if (decide === allowEveryCall) {
      this.#begin(call, entry);
      return;
    }
    goOn(
      () => decide({ callId, tool: entry.tool, args: call.args, signal: call.signal }),
      (refusal) => {
        if (call.settled) return;
        if (refusal === undefined) this.#begin(call, entry);
        else this.#refuse(call, refusal);
      },
      (cause) => {
        const told = `The decision on the call failed: ${describeThrown(cause).message}`;
        this.#refuse(call, fault('internal_error', 'InternalError', told));
      },
    );
  }

  #exceeded(): CallError | undefined {
    const { calls, callsInFlight } = this.#options.limits;
    if (this.#made >= calls) {
      const message = `The run has made all the ${calls} calls it may make (limit calls)`;
      return fault('calls_exceeded', 'LimitError', message);
    }
    if (this.ledger.open.size > callsInFlight) {
      const message =
        `${callsInFlight} calls are under way, as many as there may be (limit callsInFlight); ` +
        'wait for one of them first';
      return fault('calls_in_flight_exceeded', 'LimitError', message);
    }
    return undefined;
  }

  #begin(call: OpenCall, entry: RegisteredTool): void {
    goOn(
      () => this.ledger.recordBegan(call),
      () => this.#execute(call, entry),
      (cause) => this.#refuse(call, journalFailed(cause)),
    );
  }

  #execute(call: OpenCall, entry: RegisteredTool): void {
    if (call.settled) return;
    call.applied = 'unknown';
    this.#deadlines.add(call);
    goOn(
      () => entry.tool.execute(call.args, toolContext(call, this.#options)),
      (value) => this.#finish(call, entry, value),
      (thrown) => {
        // A tool that only reads has changed nothing; of others nobody can tell how far they came.
        if (entry.tool.annotations.readOnlyHint === true) call.applied = 'no';
        this.#settle(call, { status: 'error', error: describeThrown(thrown) });
      },
    );
  }

  /** Does the result fit? */
  #finish(call: OpenCall, entry: RegisteredTool, value: unknown): void {
    if (call.settled) return;
    call.applied = 'yes';
    goOn<ResultWritten>(
      () => writeResult(entry, value, this.#options.limits.resultBytes),
      (written) => {
        if ('error' in written) {
          this.#settle(call, { status: 'error', error: written.error });
          return;
        }
        const { journalForm } = entry.tool;
        const kept = journalForm && encodeJson(journalForm.result(value), { name: 'result' });
        this.#settle(call, {
          status: 'ok',
          json: written.json,
          recordedJson: kept ?? written.json,
        });
      },
      (cause) => {
        const { message } = describeThrown(cause);
        const told = `The output schema of tool ${entry.name} failed: ${message}`;
        this.#settle(call, {
          status: 'error',
          error: fault('result_invalid', 'ResultError', told),
        });
      },
    );
  }

  #expire(call: OpenCall): void {
    this.#cut(
      call,
      'timed_out',
      timedOut(call.toolName, this.#options.limits.callMs, call.applied),
    );
  }

  /** Ends a call from outside. The tool hears of it, but is not waited for. */
  #cut(call: OpenCall, status: 'cancelled' | 'timed_out', error: CallError): void {
    this.#settle(call, { status, error });
    call.abort(status === 'cancelled' ? 'AbortError' : 'TimeoutError', error.message);
  }

  #refuse(call: OpenCall, error: CallError): void {
    this.#settle(call, { status: 'refused', error });
  }

  #settle(call: OpenCall, ending: CallEnding): void {
    if (call.settled) return;
    this.#deadlines.delete(call);
    this.ledger.settle(call, ending);
  }
}

/** Calls back once when the signal is or becomes aborted; returns how to stop listening. */
function listen(signal: AbortSignal, callBack: (reason: string) => void): () => void {
  const tell = () => callBack(reasonText(signal.reason));
  if (signal.aborted) {
    tell();
    return () => undefined;
  }
  signal.addEventListener('abort', tell, { once: true });
  return () => signal.removeEventListener('abort', tell);
}
