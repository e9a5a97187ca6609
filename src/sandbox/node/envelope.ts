import type { Outcome } from '../../protocol/events/run.ts';
import { parseJson } from '../../protocol/exact-json.ts';
import type { Evaluation } from './evaluation.ts';
import { describeSandboxEnd } from './sandbox-end.ts';

/** What came of a program, with the names of the published host-call protocol. */
export interface Envelope {
  ok: boolean;
  stdout: string;
  stderr: string;
  /** Value of the trailing expression as JSON; null where there is none. */
  value: unknown;
  /** Class name of the error. */
  error?: string;
  message?: string;
  /** The program's own frames only. */
  traceback?: string;
}

/** Beside the envelope: what its readers cannot see from it. */
export interface EnvelopeFacts {
  outcome: Outcome;
  /** The value's exact JSON text. */
  valueJson: string;
  /** Python's type of a value that is no JSON: the value is then what `repr` shows, a string. */
  preview: string | null;
  stoppedBy: 'interrupt' | 'kill' | null;
  notes: string[];
}

/** Turns how a program ended into what its caller is given. */
export function describeEvaluation(evaluation: Evaluation): {
  envelope: Envelope;
  facts: EnvelopeFacts;
} {
  const { stdout, stderr, stop, notes } = evaluation;
  const told = describeEnd(evaluation);
  const { value = null, valueJson = 'null', preview = null, outcome, ...error } = told;
  return {
    envelope: { ok: outcome === 'done', stdout, stderr, value, ...error },
    facts: { outcome, valueJson, preview, stoppedBy: stop?.by ?? null, notes },
  };
}

interface Told {
  outcome: Outcome;
  value?: unknown;
  valueJson?: string;
  preview?: string;
  error?: string;
  message?: string;
  traceback?: string;
}

function describeEnd({ end, stop, notes }: Evaluation): Told {
  if (stop !== null) {
    // Whatever the program made of being stopped, it did not end by itself.
    const traceback = end.kind === 'error' && end.traceback !== '' ? end.traceback : undefined;
    const error = stop.reason === 'timed_out' ? 'TimeoutError' : 'CancelledError';
    const killed = stop.by === 'kill' ? '; it did not stop when asked and was killed' : '';
    return {
      outcome: stop.reason,
      error,
      message: `${stop.message}${killed}`,
      ...(traceback !== undefined && { traceback }),
    };
  }
  switch (end.kind) {
    case 'value':
      try {
        return { outcome: 'done', value: parseJson(end.json), valueJson: end.json };
      } catch (error) {
        notes.push(`The value is given as text: ${(error as Error).message}`);
        return preview(end.json, 'number');
      }
    case 'preview':
      return preview(end.text, end.type);
    case 'error': {
      const { name, message, traceback } = end;
      return { outcome: 'error', error: name, message, ...(traceback !== '' && { traceback }) };
    }
    case 'died':
      return { outcome: 'exited', error: 'SandboxDied', message: describeSandboxEnd(end.end) };
  }
}

function preview(text: string, type: string): Told {
  return { outcome: 'done', value: text, valueJson: JSON.stringify(text), preview: type };
}
