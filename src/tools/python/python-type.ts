/** A Python type as the stubs write it. `weight` bounds how long its text can get. */
export type PythonType = { weight: number } & (
  | { kind: 'plain'; text: string }
  | { kind: 'literal'; values: readonly string[] }
  | { kind: 'generic'; name: 'list' | 'dict' | 'tuple'; inner: readonly PythonType[] }
  | { kind: 'union'; members: readonly PythonType[] }
  | { kind: 'named'; type: NamedType }
);

export interface NamedField {
  key: string;
  required: boolean;
  type: PythonType;
  /** One line for people; may be empty. */
  doc: string;
}

/** A type that the stubs define under a name of its own: a TypedDict, or a recursive alias. */
export interface NamedType {
  /** The name it gets unless another type has it. */
  preferred: string;
  /** Types with the same preferred name and the same key are one type. */
  key: () => string;
  doc: string;
  body:
    | { kind: 'dict'; fields: readonly NamedField[]; others: PythonType | undefined }
    | { kind: 'alias'; type: PythonType };
}

// A type longer than this says less to a reader than `Any`.
const MAX_WEIGHT = 200;

export const ANY: PythonType = plain('Any');
export const NONE: PythonType = plain('None');

export function plain(text: string): PythonType {
  return { kind: 'plain', text, weight: 1 };
}

export function named(type: NamedType): PythonType {
  return { kind: 'named', type, weight: 1 };
}

export function literal(values: readonly string[]): PythonType {
  return { kind: 'literal', values, weight: 1 + values.length };
}

/** `list[…]`, `dict[…]` or `tuple[…]`; `Any` when that would be too long to read. */
export function generic(name: 'list' | 'dict' | 'tuple', inner: readonly PythonType[]): PythonType {
  const weight = inner.reduce((sum, each) => sum + each.weight, 1);
  return weight > MAX_WEIGHT ? ANY : { kind: 'generic', name, inner, weight };
}

/** A union without members that repeat; `None` comes last, `Any` swallows the others. */
export function union(types: readonly PythonType[]): PythonType {
  const flat = types.flatMap((type) => (type.kind === 'union' ? type.members : [type]));
  if (flat.some((type) => type.kind === 'plain' && type.text === 'Any')) return ANY;
  const values = new Set(flat.flatMap((type) => (type.kind === 'literal' ? type.values : [])));
  const members = new Map<string | NamedType, PythonType>();
  for (const type of flat) {
    // All literals stand together where the first one stood.
    if (type.kind === 'literal') members.set('literal', literal([...values]));
    else members.set(type.kind === 'named' ? type.type : showType(type, () => 'dict'), type);
  }
  const none = members.get('None');
  if (none !== undefined && members.delete('None')) members.set('None', none);
  const kept = [...members.values()];
  if (kept.length === 1 && kept[0]) return kept[0];
  const weight = kept.reduce((sum, each) => sum + each.weight, 0);
  if (kept.length === 0 || weight > MAX_WEIGHT) return ANY;
  return { kind: 'union', members: kept, weight };
}

/** The text of a type; `nameOf` gives the names of those that have one. */
export function showType(type: PythonType, nameOf: (type: NamedType) => string): string {
  switch (type.kind) {
    case 'plain':
      return type.text;
    case 'literal':
      return `Literal[${type.values.join(', ')}]`;
    case 'named':
      return nameOf(type.type);
    case 'union':
      return type.members.map((member) => showType(member, nameOf)).join(' | ');
    case 'generic': {
      const inner = type.inner.map((each) => showType(each, nameOf)).join(', ');
      return `${type.name}[${inner === '' ? '()' : inner}]`;
    }
  }
}

/** The named types that a type mentions, directly or inside of other types but not of named ones. */
export function mentioned(type: PythonType): NamedType[] {
  if (type.kind === 'named') return [type.type];
  if (type.kind === 'union') return type.members.flatMap(mentioned);
  return type.kind === 'generic' ? type.inner.flatMap(mentioned) : [];
}

/** The named types that the definition of a named type mentions. */
export function dependencies(type: NamedType): NamedType[] {
  if (type.body.kind === 'alias') return mentioned(type.body.type);
  const types = type.body.fields.map((field) => field.type);
  if (type.body.others) types.push(type.body.others);
  return types.flatMap(mentioned);
}
