/** One condition on a run: words anywhere in its texts, or the beginning of one of its facts. */
export type RunTerm =
  | { kind: 'word'; text: string }
  | { kind: 'fact'; fact: RunFact; text: string }
  | { kind: 'tag'; tag: string; text: string };

/** The facts that a term can name. */
export type RunFact = (typeof runFacts)[number];

export const runFacts = ['title', 'id', 'host', 'tool', 'kind', 'state'] as const;

/** What the filter text of a list of runs asks for. All of it must hold. */
export interface RunFilter {
  terms: RunTerm[];
  /** The run started longer ago than this, in milliseconds. */
  olderMs?: number;
  /** The run started less long ago than this, in milliseconds. */
  newerMs?: number;
}

/** The filter text of a list of runs cannot be understood. */
export class RunFilterError extends Error {
  override readonly name = 'RunFilterError';
  readonly code = 'invalid_filter';
}

/** Longest filter text, in UTF-16 units: more than anybody types. */
const LONGEST_FILTER = 1_000;

/** Most terms of a filter; each is looked for in every run. */
const MOST_TERMS = 20;

const UNITS: Readonly<Record<string, number>> = {
  s: 1_000,
  m: 60_000,
  h: 3_600_000,
  d: 86_400_000,
  w: 604_800_000,
};

/**
 * Reads the filter text of a list of runs: terms with white space between them, in any case. A word,
 * or text in double quotes, is looked for anywhere in a run's texts. `title: id: host: tool: kind:
 * state:` ask how that fact begins, `tag:NAME` or `tag:NAME=VALUE` for a tag, `older:` and `newer:`
 * for the time since the start as a number with a unit of `s m h d w`. Any other `NAME:VALUE` asks
 * how the tag of that name begins. A value may stand in double quotes.
 *
 * @throws RunFilterError for a duration that is none, and for more than 1,000 characters or 20 terms.
 */
export function parseRunFilter(text: string): RunFilter {
  if (text.length > LONGEST_FILTER) {
    throw new RunFilterError(
      `The filter has ${text.length} characters; the most is ${LONGEST_FILTER}`,
    );
  }
  const filter: RunFilter = { terms: [] };
  let count = 0;
  for (const { key, value } of splitTerms(text)) {
    count += 1;
    if (count > MOST_TERMS)
      throw new RunFilterError(`The filter has more than ${MOST_TERMS} terms`);
    if (key === 'older') filter.olderMs = Math.max(filter.olderMs ?? 0, duration(key, value));
    else if (key === 'newer') {
      filter.newerMs = Math.min(filter.newerMs ?? Number.POSITIVE_INFINITY, duration(key, value));
    } else filter.terms.push(readTerm(key, value));
  }
  return filter;
}

function readTerm(key: string | undefined, value: string): RunTerm {
  if (key === undefined) return { kind: 'word', text: value };
  const fact = runFacts.find((known) => known === key);
  if (fact !== undefined) return { kind: 'fact', fact, text: value };
  if (key !== 'tag') return { kind: 'tag', tag: key, text: value };
  const equals = value.indexOf('=');
  if (equals === -1) return { kind: 'tag', tag: value, text: '' };
  return { kind: 'tag', tag: value.slice(0, equals), text: value.slice(equals + 1) };
}

function* splitTerms(text: string): Generator<{ key?: string; value: string }> {
  // A quotation that nobody closed goes on to the end: the text may be half typed.
  for (const [, key, quoted, plain = ''] of text.matchAll(
    /(?:([^\s:"]+):)?(?:"([^"]*)"?|([^\s"]*))/g,
  )) {
    const value = (quoted ?? plain).toLowerCase();
    if (key !== undefined) yield { key: key.toLowerCase(), value };
    else if (value !== '') yield { value };
  }
}

function duration(key: string, value: string): number {
  const [, digits = '', unit = ''] = /^(\d{1,9})([smhdw])$/.exec(value) ?? [];
  const factor = UNITS[unit];
  if (factor === undefined) {
    throw new RunFilterError(
      `${key}:${value} is not a duration; write ${key}:2h, with s m h d or w`,
    );
  }
  return Number(digits) * factor;
}
