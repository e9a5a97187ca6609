/** Answers with a text that is made piece by piece, each when the connection has taken the last. */
export function streamText(
  pieces: AsyncIterable<string> | Iterable<string>,
  mediaType: string,
  headers: Record<string, string> = {},
): Response {
  const body = ReadableStream.from(encode(pieces));
  return new Response(body, { headers: { 'content-type': mediaType, ...headers } });
}

async function* encode(
  pieces: AsyncIterable<string> | Iterable<string>,
): AsyncGenerator<Uint8Array<ArrayBuffer>> {
  const encoder = new TextEncoder();
  for await (const piece of pieces) if (piece !== '') yield encoder.encode(piece);
}
