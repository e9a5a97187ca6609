import { ProblemError } from './problem-error.ts';

/** One parameter of a query: what it means, its schema for the API's document, its reader. */
export interface QueryParameter<T> {
  description: string;
  schema: Readonly<Record<string, unknown>>;
  /** Gives the value, or says what it has to be. */
  read(given: string | undefined): T | Misread;
}

/** A parameter cannot be read. */
class Misread {
  readonly expected: string;

  constructor(expected: string) {
    this.expected = expected;
  }
}

// biome-ignore lint/suspicious/noExplicitAny: each parameter has a type of its own.
export type QueryParameters = Readonly<Record<string, QueryParameter<any>>>;

export type QueryValues<P extends QueryParameters> = {
  [Name in keyof P]: P[Name] extends QueryParameter<infer T> ? T : never;
};

/** Reads a query; a parameter that is not known, given twice or out of range is a `bad_request`. */
export function readQuery<P extends QueryParameters>(
  parameters: P,
  search: URLSearchParams,
): QueryValues<P> {
  for (const name of search.keys()) {
    if (!Object.hasOwn(parameters, name)) {
      const known = Object.keys(parameters).join(', ') || 'none';
      throw new ProblemError('bad_request', `No parameter ${show(name)} here; there is: ${known}`);
    }
    if (search.getAll(name).length > 1) {
      throw new ProblemError('bad_request', `The parameter ${name} is given twice`);
    }
  }
  const values: Record<string, unknown> = {};
  for (const [name, parameter] of Object.entries(parameters)) {
    const given = search.get(name) ?? undefined;
    const value: unknown = parameter.read(given);
    if (value instanceof Misread) {
      const fault = `must be ${value.expected}, not ${show(given ?? '')}`;
      throw new ProblemError('bad_request', `The parameter ${name} ${fault}`);
    }
    values[name] = value;
  }
  return values as QueryValues<P>;
}

/** A whole number; `byDefault` stands where it is not given. */
export function wholeNumber(
  description: string,
  {
    minimum = 0,
    maximum = Number.MAX_SAFE_INTEGER,
    byDefault = 0,
  }: { minimum?: number; maximum?: number; byDefault?: number } = {},
): QueryParameter<number> {
  return {
    description,
    schema: { type: 'integer', minimum, maximum, default: byDefault },
    read(given) {
      if (given === undefined) return byDefault;
      const value = /^\d{1,16}$/.test(given) ? Number(given) : Number.NaN;
      if (value >= minimum && value <= maximum) return value;
      return new Misread(`a whole number from ${minimum} to ${maximum}`);
    },
  };
}

/** A text that may be left out. */
export function optionalText(
  description: string,
  { maximum = 1000 }: { maximum?: number } = {},
): QueryParameter<string | undefined> {
  return {
    description,
    schema: { type: 'string', maxLength: maximum },
    read: (given) =>
      given !== undefined && given.length > maximum
        ? new Misread(`at most ${maximum} characters long`)
        : given,
  };
}

/** One of some words; the first is the default. */
export function oneOf<const T extends string>(
  description: string,
  words: readonly [T, ...T[]],
): QueryParameter<T> {
  return {
    description,
    schema: { type: 'string', enum: words, default: words[0] },
    read: (given) =>
      given === undefined
        ? words[0]
        : (words.find((word) => word === given) ?? new Misread(words.join(' or '))),
  };
}

function show(text: string): string {
  const shown = JSON.stringify(text);
  return shown.length > 60 ? `${shown.slice(0, 60)}…"` : shown;
}
