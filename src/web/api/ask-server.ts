import { noteAnswer } from '../access/session.ts';
import { AnswerError, readAnswerError } from './answer-error.ts';

/** Sends a request to the server's API; an answer that is an error is thrown as AnswerError. */
export async function request(path: string, init: RequestInit = {}): Promise<Response> {
  let response: Response;
  try {
    response = await fetch(path, { cache: 'no-store', ...init });
  } catch (error) {
    if (init.signal?.aborted) throw error;
    throw new AnswerError(0, 'unreachable', 'The server could not be reached');
  }
  noteAnswer(response.status);
  if (!response.ok) throw await readAnswerError(response);
  return response;
}

/** Gets a JSON answer. */
export async function getJson<T>(path: string, signal?: AbortSignal): Promise<T> {
  const response = await request(path, {
    headers: { accept: 'application/json' },
    ...(signal && { signal }),
  });
  return readJson<T>(response);
}

/** Posts a JSON body and gets a JSON answer; undefined where the answer has no body. */
export async function postJson<T>(path: string, body: unknown): Promise<T | undefined> {
  const response = await request(path, {
    method: 'POST',
    headers: { accept: 'application/json', 'content-type': 'application/json' },
    body: JSON.stringify(body),
  });
  return response.status === 204 || response.status === 202 ? undefined : readJson<T>(response);
}

async function readJson<T>(response: Response): Promise<T> {
  try {
    return (await response.json()) as T;
  } catch {
    throw new AnswerError(
      response.status,
      'unreadable',
      `The answer to ${new URL(response.url).pathname} is not JSON: something else than Causeway answered`,
    );
  }
}
