import type { Limits } from '../../protocol/limits.ts';
import type {
  CallFailure,
  GuestEnd,
  ScriptInvocation,
  ToolOffer,
} from '../common/guest-messages.ts';
import type { SandboxEnd } from './sandbox-end.ts';

/** A call as the sandbox hands it on. Its fields come from the program and prove nothing. */
export interface SandboxCall {
  /** `hc_<number>`, unique within the session. */
  id: string;
  tool: string;
  args: Record<string, unknown>;
  /** The same as JSON text. */
  readonly argsJson: string;
  /** Line of the program, from 1; 0 when unknown. */
  line: number;
  /** Aborted when the program gives up on the call, or the run ends. Made when it is first read. */
  readonly signal: AbortSignal;
  /** Calls the listener when the signal would be aborted; there is one listener at a time. */
  onAbort?(listener: () => void): void;
}

/** What came of a call: the result's JSON text, or a failure. */
export type SandboxAnswer = { ok: true; json: string } | { ok: false; failure: CallFailure };

export interface EvaluationRequest {
  code: string;
  /** Shown in tracebacks. */
  filename: string;
  offers: readonly ToolOffer[];
  limits: Limits;
  /**
   * Whether the program has a network: its HTTP requests then come as calls of `HTTP_CALL`. Default
   * false.
   */
  network?: boolean | undefined;
  /** Makes one call. Must not throw or reject. */
  onCall(call: SandboxCall): SandboxAnswer | Promise<SandboxAnswer>;
  onOutput?: ((stream: 'stdout' | 'stderr', text: string) => void) | undefined;
  signal?: AbortSignal | undefined;
}

/** A use of the `python3` command: no tools, and output as the bytes that were written. */
export interface ScriptRequest {
  invocation: ScriptInvocation;
  /** Bytes of standard input. */
  input: Uint8Array;
  /** Writing more than `outputBytes` is an error in the program. */
  limits: Limits;
  onBytes(stream: 'stdout' | 'stderr', bytes: Uint8Array): void;
  /** So many bytes were more than it may write. */
  onRefused(bytes: number): void;
  /** Makes its HTTP requests; without it the program has no network. Must not reject. */
  onHttpCall?: ((call: SandboxCall) => SandboxAnswer | Promise<SandboxAnswer>) | undefined;
  signal?: AbortSignal | undefined;
}

/** Why a run was stopped from outside, and what it took. */
export interface Stop {
  reason: 'cancelled' | 'timed_out';
  /** One sentence for people. */
  message: string;
  /** `interrupt`: the program ended when asked. `kill`: its process had to be killed. */
  by: 'interrupt' | 'kill';
}

export interface Evaluation {
  /** How the program ended, or how its process did. */
  end: GuestEnd | { kind: 'died'; end: SandboxEnd };
  stop: Stop | null;
  stdout: string;
  stderr: string;
  notes: string[];
}
