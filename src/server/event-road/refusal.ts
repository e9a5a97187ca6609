import { JournalError } from '../../journal/journal-error.ts';
import { type Problem, type ProblemCode, problemStatus } from '../../protocol/api/problem.ts';
import { CallEventError } from '../../protocol/call-events/parse-call-events.ts';
import { CausewayError } from '../../protocol/error-codes.ts';

/** Why events were not taken. */
export class Refusal extends Error {
  override readonly name = 'Refusal';
  readonly code: ProblemCode;

  constructor(code: ProblemCode, message: string) {
    super(message);
    this.code = code;
  }
}

/** The answer to whatever was thrown while events were taken. */
export function refusalResponse(thrown: unknown): Response {
  const { code, message } = refusalOf(thrown);
  const problem: Problem = { error: { code, message } };
  return Response.json(problem, { status: problemStatus[code] });
}

function refusalOf(thrown: unknown): Refusal {
  if (thrown instanceof Refusal) return thrown;
  if (thrown instanceof CallEventError) return new Refusal('bad_request', thrown.message);
  if (thrown instanceof CausewayError && thrown.code === 'invalid_json') {
    return new Refusal('invalid_json', thrown.message);
  }
  if (thrown instanceof JournalError) {
    if (thrown.code === 'run_ended' || thrown.code === 'run_not_started') return runIsOver();
    if (thrown.code === 'journal_closed') {
      return new Refusal('shutting_down', 'The server is shutting down; nothing was recorded');
    }
  }
  const told = thrown instanceof Error ? thrown.message : String(thrown);
  return new Refusal('storage_failed', `The events could not be recorded: ${told}`);
}

/** Also for a run that was pruned: whoever has its URL knows that it was there. */
export function runIsOver(): Refusal {
  return new Refusal('run_ended', 'The run of this URL has ended and takes no more events');
}
