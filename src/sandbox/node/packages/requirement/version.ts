import { explain, type Pep440Version, valid } from '@renovatebot/pep440';

/** In characters; real ones have a dozen. */
const LONGEST = 255;
/** The library that compares versions holds each part as a number, and larger ones are inexact. */
const TOO_LARGE = /\d{16}/;

/** Whether a text is a version as PEP 440 defines it, of a size that can be compared. */
export function isVersion(text: string): boolean {
  return text.length <= LONGEST && !TOO_LARGE.test(text) && valid(text) !== null;
}

/** The parts of a version; null for what is none. */
export function readVersion(text: string): Pep440Version | null {
  return isVersion(text) ? explain(valid(text)) : null;
}
