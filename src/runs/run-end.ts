import type { CallStatus } from '../protocol/events/call.ts';
import type { RunEnded } from '../protocol/events/run.ts';
import { describeEvaluation } from '../sandbox/node/envelope.ts';
import type { Evaluation } from '../sandbox/node/evaluation.ts';
import type { RunResult } from './api.ts';
import type { RunRecorder } from './run-recorder.ts';

/** Ends a run that was cancelled before its program began. */
export async function endCancelledRun(
  recorder: RunRecorder,
  calls: Record<CallStatus, number>,
): Promise<RunResult> {
  const outcome = 'cancelled';
  const [error, message] = ['CancelledError', 'the run was cancelled before its program began'];
  await recorder.end({ type: 'run.ended', outcome, error: { name: error, message } });
  const envelope = { ok: false, stdout: '', stderr: '', value: null, error, message };
  const { runId } = recorder;
  return {
    ...envelope,
    runId,
    outcome,
    calls,
    durationMs: 0,
    valueJson: 'null',
    notes: [],
    files: [],
  };
}

/** How a program ended: as the journal has it, and as its caller is told. */
export function describeRunEnd(
  evaluation: Evaluation,
  recorder: RunRecorder,
): {
  ended: RunEnded;
  told: Omit<RunResult, 'runId' | 'calls' | 'durationMs' | 'isolation' | 'files'>;
} {
  const { envelope, facts } = describeEvaluation(evaluation);
  const { error, message = '', traceback } = envelope;
  const { outcome, valueJson, preview, notes } = facts;
  const stoppedBy = facts.stoppedBy ?? undefined;
  return {
    ended: {
      type: 'run.ended',
      outcome,
      ...(envelope.ok && { value: recorder.storeValue(valueJson) }),
      ...(preview !== null && { preview }),
      ...(error !== undefined && {
        error: { name: error, message, ...(traceback !== undefined && { traceback }) },
      }),
      ...(stoppedBy && { stoppedBy }),
      ...(notes.length > 0 && { notes }),
    },
    told: {
      ...envelope,
      outcome,
      valueJson,
      ...(preview !== null && { preview }),
      ...(stoppedBy && { stoppedBy }),
      notes,
    },
  };
}
