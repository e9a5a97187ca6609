import {
  aNumber,
  aString,
  listOf,
  mustBe,
  objectOf,
  optional,
  type Shape,
} from '../../protocol/shape.ts';

/** Of an option with few values, the value of all others. */
const oneOf = (...values: readonly string[]): Shape =>
  mustBe(values.join(' or '), (value) => values.includes(String(value)));
const content: Shape = mustBe(
  'a string or a Uint8Array',
  (value) => typeof value === 'string' || value instanceof Uint8Array,
);
const webAddress: Shape = mustBe(
  'an http or https URL',
  (value) => typeof value === 'string' && URL.canParse(value) && /^https?:/i.test(value),
);

/** What options may be, as far as a caller without types can get them wrong. */
const shape = objectOf({
  initialFiles: optional(listOf(objectOf({ path: aString, content }))),
  allowedHosts: optional(listOf(aString)),
  packages: optional(listOf(aString)),
  packageIndexUrl: optional(webAddress),
  launcher: optional(oneOf('auto', 'none', 'unshare', 'bwrap')),
  hashSeed: optional(oneOf('shared', 'fresh')),
  cacheDir: optional(aString),
  timeoutMs: optional(aNumber),
});

/** @throws TypeError that names the option and what it must be, before anything is started. */
export function checkSessionOptions(options: unknown): void {
  const fault = shape(options, 'options');
  if (fault !== null) throw new TypeError(`createNodeSession: ${fault}`);
}
