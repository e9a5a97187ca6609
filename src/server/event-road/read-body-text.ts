import { Refusal } from './refusal.ts';

/** As much of Hono's request as is needed. */
export interface BodyRequest {
  readonly raw: Request;
  header(name: string): string | undefined;
  arrayBuffer(): Promise<ArrayBuffer>;
}

/** Largest body: four events of the size that emitters keep to. */
const LARGEST_BODY = 262_144;

/** Reads the JSON text of a request; rejects with a Refusal for one of another type or size. */
export async function readBodyText(request: BodyRequest): Promise<string> {
  const type = request.header('content-type');
  if (type === undefined || !/^application\/json\s*(;|$)/i.test(type)) {
    const given = type === undefined ? 'without a type' : `as ${type.slice(0, 100)}`;
    throw new Refusal(
      'unsupported_media_type',
      `Events are sent with "Content-Type: application/json", not ${given}`,
    );
  }
  const bytes = await readBytes(request);
  try {
    return new TextDecoder('utf-8', { fatal: true }).decode(bytes);
  } catch {
    throw new Refusal('invalid_json', 'The body is not UTF-8');
  }
}

/** A body that tells its length is held to it by the HTTP parser; another is counted as it comes. */
async function readBytes(request: BodyRequest): Promise<Uint8Array> {
  const length = request.header('content-length');
  if (length !== undefined) {
    if (Number(length) > LARGEST_BODY) throw tooLarge();
    return new Uint8Array(await request.arrayBuffer());
  }
  const chunks: Uint8Array[] = [];
  let size = 0;
  for await (const chunk of request.raw.body ?? []) {
    size += chunk.length;
    // Leaving the loop cancels the stream.
    if (size > LARGEST_BODY) throw tooLarge();
    chunks.push(chunk);
  }
  return Buffer.concat(chunks);
}

function tooLarge(): Refusal {
  const message = `A body has at most ${LARGEST_BODY} bytes; send fewer events at once`;
  return new Refusal('body_too_large', message);
}
