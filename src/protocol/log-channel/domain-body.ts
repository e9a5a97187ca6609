import { encodeJson, isLarger, parseJson } from '../exact-json.ts';
import type { DomainLine } from './log-line.ts';
import { hasLineEnd } from './one-line.ts';
import { isWhiteSpace, skipWhiteSpace } from './white-space.ts';

/** Size of the JSON of a domain message, in UTF-8 bytes. As much as the event road takes at once. */
const DOMAIN_JSON_BYTES = 262_144;

/** Reads `keyword JSON`. The JSON is strict, at most 512 levels deep and 256 KiB large. */
export function readDomain(body: string): DomainLine | { fault: string } | undefined {
  let end = 0;
  while (end < body.length && !isWhiteSpace(body.charCodeAt(end))) end += 1;
  if (end === 0 || end === body.length) return undefined;
  const json = body.slice(skipWhiteSpace(body, end));
  if (hasLineEnd(json)) return undefined;
  if (isLarger(json, DOMAIN_JSON_BYTES)) {
    return { fault: `its JSON is larger than ${DOMAIN_JSON_BYTES} bytes` };
  }
  try {
    return { type: 'domain', keyword: body.slice(0, end), data: parseJson(json), json };
  } catch (error) {
    return { fault: told(error) };
  }
}

/** Writes `keyword JSON`. Throws for a keyword that is no token and for data that is no JSON. */
export function writeDomain(keyword: string, data: unknown): string {
  if (keyword === '' || [...keyword].some((letter) => isWhiteSpace(letter.charCodeAt(0)))) {
    throw new RangeError(`The keyword ${JSON.stringify(keyword)} must be one word`);
  }
  return `${keyword} ${encodeJson(data, { name: 'data', maxBytes: DOMAIN_JSON_BYTES })}`;
}

function told(error: unknown): string {
  return error instanceof Error ? error.message : 'the JSON cannot be read';
}
