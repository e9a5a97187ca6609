import { CausewayError } from './error-codes.ts';

/** Nesting that JSON texts and values may have: deeper ones are refused, never followed. */
export const MAX_DEPTH = 512;

/** Digits an integer may have: CPython reads no longer ones from text. */
export const MAX_INTEGER_DIGITS = 4300;

const LARGEST_INTEGER = 10n ** BigInt(MAX_INTEGER_DIGITS) - 1n;

/** A value that JSON cannot carry; the message names the path to it. */
export class UnencodableValueError extends CausewayError {
  /** Where the value is, for instance `result.rows[3].when`. */
  readonly path: string;

  constructor(path: string, fault: string, options: ErrorOptions = {}) {
    super('unencodable_value', `${path} ${fault}`, options);
    this.name = 'UnencodableValueError';
    this.path = path;
  }
}

/** Whether an integer has at most 4,300 digits. */
export function fitsInteger(value: bigint): boolean {
  return value <= LARGEST_INTEGER && value >= -LARGEST_INTEGER;
}

/** Whether an object is a plain one: of `{}`, of a null prototype, or the same of another realm. */
export function isPlainObject(value: object): boolean {
  const prototype: unknown = Object.getPrototypeOf(value);
  if (prototype === Object.prototype) return true;
  if (prototype === null) return !isRawJson(value);
  if (Object.getPrototypeOf(prototype) !== null) return false;
  return Object.hasOwn(prototype as object, 'isPrototypeOf');
}

// JSON.stringify would write the text of one unseen. TypeScript's library does not know it yet.
function isRawJson(value: object): boolean {
  return (JSON as { isRawJSON?: (value: unknown) => boolean }).isRawJSON?.(value) === true;
}

/** Finds the first value inside that JSON cannot carry; undefined when there is none. */
export function findUnencodable(value: unknown, name: string): UnencodableValueError | undefined {
  return find(value, [name], []);
}

function find(
  value: unknown,
  path: string[],
  holders: object[],
): UnencodableValueError | undefined {
  const refuse = (fault: string) => new UnencodableValueError(shortPath(path), fault);
  const fault = faultOf(value);
  if (fault !== undefined) return refuse(fault);
  if (typeof value !== 'object' || value === null) return undefined;
  const holder = holders.indexOf(value);
  if (holder >= 0) {
    return refuse(`refers back to ${shortPath(path.slice(0, holder + 1))}; remove the cycle`);
  }
  if (holders.length >= MAX_DEPTH) {
    return refuse(`is nested deeper than ${MAX_DEPTH} levels; return a flatter value`);
  }
  const inner = [...holders, value];
  if (Array.isArray(value)) {
    for (let index = 0; index < value.length; index += 1) {
      const step = [...path, `[${index}]`];
      if (!(index in value)) {
        return new UnencodableValueError(shortPath(step), 'is a hole; fill it with null');
      }
      const found = find(value[index], step, inner);
      if (found) return found;
    }
    return undefined;
  }
  for (const key of Object.keys(value)) {
    const found = find((value as Record<string, unknown>)[key], [...path, keyStep(key)], inner);
    if (found) return found;
  }
  return undefined;
}

function faultOf(value: unknown): string | undefined {
  switch (typeof value) {
    case 'string':
    case 'boolean':
      return undefined;
    case 'number':
      return Number.isFinite(value) ? undefined : `is ${value}; use null or a string instead`;
    case 'bigint':
      return fitsInteger(value)
        ? undefined
        : `is an integer of more than ${MAX_INTEGER_DIGITS} digits; use a string instead`;
    case 'undefined':
      return 'is undefined; use null or leave it out';
    case 'function':
      return 'is a function; return data instead';
    case 'symbol':
      return 'is a symbol; use a string instead';
    case 'object':
      return value === null ? undefined : objectFault(value);
  }
}

const remedies: Record<string, string> = {
  Date: 'return an ISO string instead',
  Map: 'return Object.fromEntries(map) instead',
  Set: 'return an array instead',
  Promise: 'await it first',
  RegExp: 'return its source instead',
  URL: 'return its href instead',
};

function objectFault(value: object): string | undefined {
  if (Array.isArray(value) || isPlainObject(value)) return undefined;
  if (isRawJson(value)) return 'is raw JSON; return the value itself instead';
  if (ArrayBuffer.isView(value) || value instanceof ArrayBuffer) {
    return `is ${withArticle(className(value))}; return base64 text or an array of numbers instead`;
  }
  if (value instanceof Error) return 'is an Error; throw it, or return its message';
  const name = className(value);
  const remedy = Object.hasOwn(remedies, name) ? remedies[name] : undefined;
  if (remedy !== undefined) return `is ${withArticle(name)}; ${remedy}`;
  return `is an instance of ${name}; return a plain object instead`;
}

function className(value: object): string {
  const named = (value as { constructor?: { name?: unknown } }).constructor?.name;
  return typeof named === 'string' && named !== '' ? named.slice(0, 80) : 'an unnamed class';
}

function withArticle(name: string): string {
  return /^[AEIO]/.test(name) ? `an ${name}` : `a ${name}`;
}

/** One step of a path, as JavaScript and Python write it: `.rows` or `["a-b"]`. */
export function keyStep(key: string): string {
  if (/^[A-Za-z_$][\w$]*$/.test(key)) return `.${key}`;
  return `[${JSON.stringify(key.length > 80 ? `${key.slice(0, 80)}…` : key)}]`;
}

/** A path that stays readable: its beginning and its end, when it is long. */
function shortPath(steps: readonly string[]): string {
  if (steps.length <= 24) return steps.join('');
  return `${steps.slice(0, 12).join('')}…${steps.slice(-8).join('')}`;
}
