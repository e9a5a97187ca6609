import { ProblemError } from './problem-error.ts';

/**
 * Reads a request's body, of so many bytes at most.
 *
 * @throws ProblemError `body_too_large`, or `bad_request` for one that breaks off.
 */
export async function readBody(request: Request, most: number): Promise<Uint8Array> {
  const { body } = request;
  if (Number(request.headers.get('content-length') ?? 0) > most) throw tooLarge(most);
  if (body === null) return new Uint8Array();
  const chunks: Uint8Array[] = [];
  let bytes = 0;
  try {
    for await (const chunk of body) {
      bytes += chunk.byteLength;
      if (bytes > most) throw tooLarge(most);
      chunks.push(chunk);
    }
  } catch (error) {
    if (error instanceof ProblemError) throw error;
    throw new ProblemError('bad_request', 'The request broke off before its end');
  }
  return Buffer.concat(chunks);
}

function tooLarge(most: number): ProblemError {
  return new ProblemError('body_too_large', `A body has at most ${most} bytes`);
}
