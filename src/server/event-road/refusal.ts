import { JournalError } from '../../journal/journal-error.ts';
import { type Problem, type ProblemCode, problemStatus } from '../../protocol/api/problem.ts';
import { CallEventError } from '../../protocol/call-events/parse-call-events.ts';
import { CausewayError } from '../../protocol/error-codes.ts';

/** Why events were not taken. */
export class Refusal extends Error {
  override readonly name = 'Refusal';
  readonly code: ProblemCode;

  constructor(code: ProblemCode, message: string, options: ErrorOptions = {}) {
    super(message, options);
    this.code = code;
  }
}

/** The answer to a refusal. */
export function refusalResponse(
  { code, message }: Refusal,
  headers: Record<string, string> = {},
): Response {
  const problem: Problem = { error: { code, message } };
  return Response.json(problem, { status: problemStatus[code], headers });
}

/** The refusal that whatever was thrown while events were taken comes to. */
export function refusalOf(thrown: unknown): Refusal {
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
  // The reason names files of the server; it is for whoever runs that.
  const message = 'The server cannot record events at the moment; send them again later';
  return new Refusal('storage_failed', message, { cause: thrown });
}

/** Also for a run that was pruned: whoever has its URL knows that it was there. */
export function runIsOver(): Refusal {
  return new Refusal('run_ended', 'The run of this URL has ended and takes no more events');
}
