import type { RunResult } from '../../runs/api.ts';
import { indentJson } from './indent-json.ts';

/** One line of JSON that tells what came of a run. The value's text is kept digit for digit. */
export function envelopeLine(result: RunResult): string {
  const before = { ok: result.ok, stdout: result.stdout, stderr: result.stderr };
  const after = {
    ...(result.preview !== undefined && { preview: result.preview }),
    ...(result.error !== undefined && { error: result.error }),
    ...(result.message !== undefined && { message: result.message }),
    ...(result.traceback !== undefined && { traceback: result.traceback }),
    runId: result.runId,
    outcome: result.outcome,
    ...(result.stoppedBy && { stoppedBy: result.stoppedBy }),
    calls: result.calls,
    durationMs: result.durationMs,
    isolation: result.isolation,
    notes: result.notes,
  };
  // A raw line break can only stand between two tokens of JSON text.
  const value = result.valueJson.replaceAll(/[\r\n]+/g, ' ');
  return `${JSON.stringify(before).slice(0, -1)},"value":${value},${JSON.stringify(after).slice(1)}\n`;
}

/** A run's value as a person reads it; empty where the value is None or there is none. */
export function valueText(result: RunResult): string {
  if (result.preview !== undefined)
    return `(not JSON; this is its repr)\n${String(result.value)}\n`;
  return result.valueJson === 'null' ? '' : `${indentJson(result.valueJson)}\n`;
}
