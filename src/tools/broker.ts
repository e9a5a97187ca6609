import type { CallStatus } from '../protocol/events/call.ts';
import type { Limits } from '../protocol/limits.ts';
import type { RecordedValue } from '../protocol/recorded-value.ts';
import type { RecordCallEvent } from './broker/call-recorder.ts';
import type { CallOutcome, CallRequest, OpenCallInfo } from './broker/call-request.ts';
import type { Decide } from './broker/decide.ts';
import { Gate } from './broker/gate.ts';
import type { ToolRegistry } from './registry.ts';

/** The limits that the broker holds calls to. */
export type CallLimits = Pick<
  Limits,
  'calls' | 'callsInFlight' | 'callMs' | 'argumentBytes' | 'resultBytes'
>;

export interface BrokerOptions {
  registry: ToolRegistry;
  runId: string;
  limits: CallLimits;
  /** Takes each event of a call; a promise is waited for before the call goes on. */
  record: RecordCallEvent;
  /** Aborting closes the broker: open calls are cancelled, later ones refused. */
  signal?: AbortSignal;
  /** What the journal keeps of an argument object or a result. Default `recordJson`. */
  recordValue?: (json: string) => RecordedValue;
  /** Makes the URL that what a call starts reports to. Default: calls have none. */
  emitterUrl?: (callId: string) => string;
  /** Decides on each call before it begins. Default: lets every call through. */
  decide?: Decide;
}

/** The one gate to the tools of a run. */
export interface Broker {
  /** Makes a call. Never rejects: whatever goes wrong is in the outcome. */
  call: (request: CallRequest) => Promise<CallOutcome>;
  /** Cancels an open call; false when there is none of that id. */
  cancel: (callId: string, reason?: string) => boolean;
  /**
   * Cancels every open call and refuses later ones, which are no longer recorded. Resolves when all
   * calls have been recorded and answered, so that the run can be ended.
   */
  close: (reason?: string) => Promise<void>;
  /** How many calls ended in which status, those that are not recorded included. */
  counts: () => Record<CallStatus, number>;
  /** Calls that are under way, in the order in which they came. */
  openCalls: () => OpenCallInfo[];
  /**
   * Refused calls that the journal does not have: those with a used or unusable id, those that came
   * after `close`, and those beyond the first 10,000.
   */
  notRecorded: () => number;
}

/** Makes the broker of one run. */
export function createBroker(options: BrokerOptions): Broker {
  const gate = new Gate(options);
  return {
    call: (request) => gate.call(request),
    cancel: (callId, reason = 'it was asked for') => gate.cancel(callId, reason),
    close: (reason = 'the run is over') => gate.close(reason),
    counts: () => ({ ...gate.ledger.counts }),
    openCalls: () => gate.openCalls(),
    notRecorded: () => gate.ledger.notRecorded,
  };
}
