/** The server answered with an error, or could not be reached (`status` 0). */
export class AnswerError extends Error {
  override readonly name = 'AnswerError';
  /** HTTP status, 0 where there was no answer. */
  readonly status: number;
  /** The problem's code, `unreachable`, or `unreadable` for an answer that is not the API's. */
  readonly code: string;
  /** Names the request in the server's log, where the answer has one. */
  readonly requestId: string | undefined;

  constructor(status: number, code: string, message: string, requestId?: string) {
    super(message);
    this.status = status;
    this.code = code;
    this.requestId = requestId;
  }
}

/** The error that an answer stands for: the problem in its body, else its status. */
export async function readAnswerError(response: Response): Promise<AnswerError> {
  const body: unknown = await response.json().catch(() => undefined);
  const problem = (body as { error?: { code?: unknown; message?: unknown } } | undefined)?.error;
  const { code, message } = problem ?? {};
  return new AnswerError(
    response.status,
    typeof code === 'string' ? code : 'unreadable',
    typeof message === 'string' ? message : `The server answered with status ${response.status}`,
    response.headers.get('x-request-id') ?? undefined,
  );
}
