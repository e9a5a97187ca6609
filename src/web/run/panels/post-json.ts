import type { Problem } from '../../../protocol/api/problem.ts';

/** An answer of the server that is an error: its message is for people. */
export class AnswerError extends Error {
  override readonly name = 'AnswerError';
  readonly status: number;
  readonly code: string | undefined;

  constructor(status: number, problem: Problem['error'] | undefined) {
    super(problem?.message ?? `The server answered ${status}`);
    this.status = status;
    this.code = problem?.code;
  }
}

/**
 * Asks the server to do something. Resolves when it has.
 *
 * @throws AnswerError with the server's reason, or a TypeError when it cannot be reached.
 */
export async function postJson(path: string, body: unknown): Promise<void> {
  const answer = await fetch(path, {
    method: 'POST',
    headers: { 'content-type': 'application/json', 'x-causeway': '1' },
    body: JSON.stringify(body),
  });
  if (answer.ok) return;
  const problem = (await answer.json().catch(() => undefined)) as Problem | undefined;
  throw new AnswerError(answer.status, problem?.error);
}

/** What went wrong, in words for a person. */
export function failureText(error: unknown): string {
  if (error instanceof AnswerError) return error.message;
  return 'The server could not be reached; nothing was sent.';
}
