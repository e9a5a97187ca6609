import { type Problem, type ProblemCode, problemStatus } from '../../protocol/api/problem.ts';

/** A request that is answered with a problem body. The message goes to whoever asked. */
export class ProblemError extends Error {
  override readonly name = 'ProblemError';
  readonly code: ProblemCode;
  /** Headers that the answer has beside the usual ones. */
  readonly headers: Readonly<Record<string, string>>;

  readonly deleted: Problem['deleted'];

  constructor(code: ProblemCode, message: string, options: ProblemOptions = {}) {
    super(message);
    this.code = code;
    this.headers = options.headers ?? {};
    this.deleted = options.deleted;
  }
}

export interface ProblemOptions {
  headers?: Record<string, string>;
  deleted?: Problem['deleted'];
}

/** The answer to a request that failed in a way its sender should know. */
export function answerProblem({ code, message, headers, deleted }: ProblemError): Response {
  const body: Problem = { error: { code, message }, ...(deleted && { deleted }) };
  return Response.json(body, { status: problemStatus[code], headers });
}
