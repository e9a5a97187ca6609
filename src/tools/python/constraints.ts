import {
  arrayAt,
  isJsonSchema,
  type JsonSchema,
  numberAt,
  stringAt,
} from '../schema/json-schema.ts';
import { flattenSchema } from '../schema/merge-schemas.ts';
import { oneLine, pythonLiteral } from './python-text.ts';

/** What a schema says for people: its description, then the constraints that no type shows. */
export function explainSchema(schema: unknown, root: JsonSchema, withDefault: boolean): string {
  if (!isJsonSchema(schema)) return '';
  const flat = flattenSchema(schema, root);
  const described = oneLine(stringAt(flat, 'description') ?? stringAt(flat, 'title') ?? '');
  const facts = constraintsOf(flat, root);
  if (withDefault && flat.default !== undefined) {
    facts.push(`default ${oneLine(pythonLiteral(flat.default), 120)}`);
  }
  if (flat.deprecated === true) facts.push('deprecated');
  return asSentences(described, facts);
}

function asSentences(described: string, facts: readonly string[]): string {
  const [first, ...rest] = facts;
  if (first === undefined) return described;
  const told = `${[first.charAt(0).toUpperCase() + first.slice(1), ...rest].join('; ')}.`;
  if (described === '') return told;
  return /[.!?…:;]$/.test(described) ? `${described} ${told}` : `${described}. ${told}`;
}

function constraintsOf(schema: JsonSchema, root: JsonSchema): string[] {
  const facts = [
    counted(schema, 'Length', 'character'),
    range(schema),
    divisor(schema),
    text(schema, 'format', 'format'),
    text(schema, 'pattern', 'pattern'),
    text(schema, 'contentEncoding', 'encoded as'),
    text(schema, 'contentMediaType', 'media type'),
    counted(schema, 'Items', 'item'),
    schema.uniqueItems === true ? 'no item twice' : undefined,
    counted(schema, 'Properties', 'key'),
    values(schema),
    examples(schema),
    positions(schema),
    items(schema, root),
  ];
  return facts.filter((fact) => fact !== undefined);
}

function counted(schema: JsonSchema, what: string, unit: string): string | undefined {
  const least = numberAt(schema, `min${what}`) ?? 0;
  const most = numberAt(schema, `max${what}`);
  const plural = (count: number) => `${count} ${unit}${count === 1 ? '' : 's'}`;
  if (most === undefined) return least > 0 ? `at least ${plural(least)}` : undefined;
  if (least === most) return plural(most);
  return least > 0 ? `${least} to ${plural(most)}` : `at most ${plural(most)}`;
}

function range(schema: JsonSchema): string | undefined {
  const least = bound(schema, 'minimum', -Number.MAX_SAFE_INTEGER);
  const most = bound(schema, 'maximum', Number.MAX_SAFE_INTEGER);
  const above = numberAt(schema, 'exclusiveMinimum');
  const below = numberAt(schema, 'exclusiveMaximum');
  if (least !== undefined && most !== undefined && above === undefined && below === undefined) {
    return least === most ? `exactly ${least}` : `${least} to ${most}`;
  }
  const ends = [
    above !== undefined ? `more than ${above}` : undefined,
    least !== undefined && above === undefined ? `at least ${least}` : undefined,
    below !== undefined ? `less than ${below}` : undefined,
    most !== undefined && below === undefined ? `at most ${most}` : undefined,
  ].filter((end) => end !== undefined);
  return ends.length === 0 ? undefined : ends.join(' and ');
}

// Schema libraries give every integer these ends; they tell a reader nothing.
function bound(schema: JsonSchema, keyword: string, meaningless: number): number | undefined {
  const value = numberAt(schema, keyword);
  return value === meaningless ? undefined : value;
}

function divisor(schema: JsonSchema): string | undefined {
  const step = numberAt(schema, 'multipleOf');
  return step === undefined || step === 1 ? undefined : `a multiple of ${step}`;
}

function text(schema: JsonSchema, keyword: string, label: string): string | undefined {
  const value = stringAt(schema, keyword);
  // The pattern of a known format is the library's, and long.
  if (value === undefined || (keyword === 'pattern' && 'format' in schema)) return undefined;
  return `${label} ${oneLine(value, 200)}`;
}

/** Allowed values that a `Literal` cannot hold, or that are too many for one. */
function values(schema: JsonSchema): string | undefined {
  const allowed = arrayAt(schema, 'enum') ?? ('const' in schema ? [schema.const] : []);
  const shown = allowed.every(fitsLiteral) && allowed.length <= MAX_LITERALS;
  if (allowed.length === 0 || shown) return undefined;
  const first = oneLine(allowed.slice(0, 20).map(pythonLiteral).join(', '), 300);
  return allowed.length > 20 ? `one of ${allowed.length} values: ${first}, …` : `one of ${first}`;
}

function examples(schema: JsonSchema): string | undefined {
  const given = arrayAt(schema, 'examples')?.slice(0, 3) ?? [];
  if (given.length === 0) return undefined;
  return `for example ${oneLine(given.map(pythonLiteral).join(' or '), 200)}`;
}

function positions(schema: JsonSchema): string | undefined {
  const first = arrayAt(schema, 'prefixItems') ?? arrayAt(schema, 'items');
  return first === undefined || first.length === 0 ? undefined : `${first.length} values in order`;
}

function items(schema: JsonSchema, root: JsonSchema): string | undefined {
  if (!isJsonSchema(schema.items)) return undefined;
  const flat = flattenSchema(schema.items, root);
  const { items: _items, prefixItems: _prefix, ...own } = flat;
  const facts = constraintsOf(own, root);
  return facts.length === 0 ? undefined : `each item: ${facts.join(', ')}`;
}

/** Longest list of values that a type shows. */
export const MAX_LITERALS = 64;

/** Whether a `Literal` can hold a value: not a float, nor anything made of parts. */
export function fitsLiteral(value: unknown): boolean {
  if (value === null || typeof value === 'boolean') return true;
  if (typeof value === 'string') return value.length <= 200;
  return typeof value === 'number' && Number.isSafeInteger(value);
}
