import {
  arrayAt,
  isJsonSchema,
  type JsonSchema,
  objectAt,
  stringAt,
} from '../schema/json-schema.ts';
import { flattenSchema } from '../schema/merge-schemas.ts';
import { objectShape } from '../schema/object-shape.ts';
import { resolveReference } from '../schema/resolve-reference.ts';
import { explainSchema, fitsLiteral, MAX_LITERALS } from './constraints.ts';
import { toPascalCase } from './python-names.ts';
import { oneLine, pythonLiteral } from './python-text.ts';
import {
  ANY,
  generic,
  literal,
  type NamedType,
  NONE,
  named,
  type PythonType,
  plain,
  union,
} from './python-type.ts';
import { schemaKey } from './schema-key.ts';

// No reader follows deeper nesting, or more types from one schema; hostile schemas have them.
const MAX_NESTING = 24;
const MAX_NAMED_TYPES = 100;
const MAX_READS = 2000;

/** Says little to a reader of types: a reference with only these beside it is just the reference. */
const annotations = new Set(
  (
    'title description default examples deprecated readOnly writeOnly $comment $schema $id $defs ' +
    'definitions $ref'
  ).split(' '),
);

/** Reads Python types out of the subschemas of one JSON Schema document. */
export class TypeReader {
  readonly #root: JsonSchema;
  readonly #role: 'input' | 'output';
  readonly #references = new Map<string, { type: NamedType; used: boolean; done?: PythonType }>();
  #namedTypes = 0;
  #reads = 0;

  constructor(root: JsonSchema, role: 'input' | 'output') {
    this.#root = root;
    this.#role = role;
  }

  /** The type of a subschema. `hint` names the TypedDict it may need. */
  read(schema: unknown, hint: string, depth = 0, holder?: NamedType): PythonType {
    if (!isJsonSchema(schema)) return schema === false ? plain('Never') : ANY;
    this.#reads += 1;
    if (depth > MAX_NESTING || this.#reads > MAX_READS) return ANY;
    const reference = stringAt(schema, '$ref') ?? stringAt(schema, '$dynamicRef');
    if (reference !== undefined && Object.keys(schema).every((key) => annotations.has(key))) {
      return this.readReference(reference, hint, depth);
    }
    const type = this.#readFlat(flattenSchema(schema, this.#root), hint, depth, holder);
    return schema.nullable === true ? union([type, NONE]) : type;
  }

  /** The type of what a `$ref` points at; one that contains itself gets a name. */
  readReference(reference: string, hint: string, depth = 0): PythonType {
    const met = this.#references.get(reference);
    if (met !== undefined) {
      if (met.done !== undefined) return met.done;
      met.used = true;
      return named(met.type);
    }
    const target = resolveReference(this.#root, reference);
    if (target === undefined) return ANY;
    const preferred = nameOfReference(reference) ?? hint;
    const type: NamedType = {
      preferred,
      key: () => schemaKey(target, this.#root, this.#role),
      doc: '',
      body: { kind: 'alias', type: ANY },
    };
    const entry: { type: NamedType; used: boolean; done?: PythonType } = { type, used: false };
    this.#references.set(reference, entry);
    const read = this.read(target, preferred, depth + 1, type);
    const isItself = read.kind === 'named' && read.type === type;
    if (entry.used && !isItself) type.body = { kind: 'alias', type: read };
    entry.done = entry.used ? named(type) : read;
    return entry.done;
  }

  #readFlat(schema: JsonSchema, hint: string, depth: number, holder?: NamedType): PythonType {
    if ('const' in schema) return this.#readValues([schema.const], schema, hint, depth);
    const allowed = arrayAt(schema, 'enum');
    if (allowed) return this.#readValues(allowed, schema, hint, depth);
    const alternatives = arrayAt(schema, 'anyOf') ?? arrayAt(schema, 'oneOf');
    if (alternatives) {
      const type = this.#readAlternatives(schema, alternatives, hint, depth);
      if (type) return type;
    }
    const types = Array.isArray(schema.type) ? schema.type : [schema.type ?? impliedType(schema)];
    if (types.length === 0) return ANY;
    return union(types.map((type) => this.#readTyped(type, schema, hint, depth, holder)));
  }

  #readValues(values: readonly unknown[], schema: JsonSchema, hint: string, depth: number) {
    if (values.length === 0) return plain('Never');
    if (values.length <= MAX_LITERALS && values.every(fitsLiteral)) {
      const texts = values.filter((value) => value !== null).map(pythonLiteral);
      const types = texts.length > 0 ? [literal(texts)] : [];
      return union(values.includes(null) ? [...types, NONE] : types);
    }
    const { enum: _enum, const: _const, ...rest } = schema;
    if (rest.type !== undefined) return this.#readFlat(rest, hint, depth);
    return union([...new Set(values.map(typeOfValue))].map(plain));
  }

  #readAlternatives(
    schema: JsonSchema,
    alternatives: readonly unknown[],
    hint: string,
    depth: number,
  ): PythonType | undefined {
    const { anyOf: _any, oneOf: _one, description: _description, title: _title, ...base } = schema;
    const says = (each: unknown) =>
      !isJsonSchema(each) || Object.keys(each).some((key) => !requirements.has(key));
    // Alternatives that only require or forbid change nothing about the types.
    if (!alternatives.some(says)) return undefined;
    const shared = Object.keys(base).some((key) => !annotations.has(key));
    const types = alternatives.map((each, index) => {
      const whole = shared && isJsonSchema(each) ? { allOf: [base, each] } : each;
      const own = isJsonSchema(each) ? stringAt(each, 'title') : undefined;
      const suffix = alternatives.filter(isJsonSchema).length > 1 ? String(index + 1) : '';
      const inner = own === undefined ? `${hint}${suffix}` : toPascalCase(own);
      return this.read(whole, inner, depth + 1);
    });
    return types.length === 0 ? undefined : union(types);
  }

  #readTyped(
    type: unknown,
    schema: JsonSchema,
    hint: string,
    depth: number,
    holder?: NamedType,
  ): PythonType {
    switch (type) {
      case 'string':
        return plain('str');
      case 'integer':
        return plain('int');
      case 'number':
        return plain('float');
      case 'boolean':
        return plain('bool');
      case 'null':
        return NONE;
      case 'array':
        return this.#readArray(schema, hint, depth);
      case 'object':
        return this.#readObject(schema, hint, depth, holder);
      default:
        return ANY;
    }
  }

  #readArray(schema: JsonSchema, hint: string, depth: number): PythonType {
    const first = arrayAt(schema, 'prefixItems') ?? arrayAt(schema, 'items');
    const inner = (item: unknown, index: string) =>
      this.read(item, `${hint}Item${index}`, depth + 1);
    if (first === undefined) return generic('list', [inner(schema.items, '')]);
    const types = first.map((item, index) => inner(item, String(index + 1)));
    const rest = Array.isArray(schema.items) ? schema.additionalItems : schema.items;
    const restTypes = isJsonSchema(rest) ? [inner(rest, '')] : [];
    if (this.#role === 'input' && restTypes.length === 0) return generic('tuple', types);
    // An array always arrives in Python as a list.
    return generic('list', [union([...types, ...restTypes])]);
  }

  #readObject(schema: JsonSchema, hint: string, depth: number, holder?: NamedType): PythonType {
    const { anyOf: _any, oneOf: _one, ...plainSchema } = schema;
    const shape = objectShape({ ...plainSchema, type: 'object' }, this.#root);
    const properties = shape?.properties ?? [];
    const others = shape?.saysOthers ? shape.others : undefined;
    if (properties.length === 0) {
      const inner = others === undefined ? ANY : this.read(others, `${hint}Value`, depth + 1);
      return generic('dict', [plain('str'), inner]);
    }
    this.#namedTypes += 1;
    const tooMany = this.#namedTypes > MAX_NAMED_TYPES || this.#reads > MAX_READS;
    if (tooMany) return generic('dict', [plain('str'), ANY]);
    const title = stringAt(schema, 'title');
    const type: NamedType = holder ?? {
      preferred: title === undefined ? hint : toPascalCase(title),
      key: () => schemaKey(schema, this.#root, this.#role),
      doc: '',
      body: { kind: 'alias', type: ANY },
    };
    type.doc = oneLine(stringAt(schema, 'description') ?? '');
    const fields = properties.map((property) => ({
      key: property.name,
      required: property.required,
      type: this.read(
        property.schema,
        `${type.preferred}${toPascalCase(property.name)}`,
        depth + 1,
      ),
      doc: explainSchema(property.schema, this.#root, this.#role === 'input'),
    }));
    const rest = others === undefined ? undefined : this.read(others, `${hint}Value`, depth + 1);
    type.body = { kind: 'dict', fields, others: rest };
    return named(type);
  }
}

const requirements = new Set(['required', 'not', 'minProperties', 'maxProperties', 'if', 'then']);

/** The only type that a schema without `type` can be about. */
function impliedType(schema: JsonSchema): string | undefined {
  const isObject = objectAt(schema, 'properties') ?? objectAt(schema, 'patternProperties');
  if (isObject ?? isJsonSchema(schema.additionalProperties)) return 'object';
  if ('items' in schema || 'prefixItems' in schema) return 'array';
  return undefined;
}

function typeOfValue(value: unknown): string {
  if (value === null) return 'None';
  if (typeof value === 'string') return 'str';
  if (typeof value === 'boolean') return 'bool';
  if (typeof value === 'number') return Number.isInteger(value) ? 'int' : 'float';
  return Array.isArray(value) ? 'list[Any]' : 'dict[str, Any]';
}

/** The name in `#/$defs/Hit`; none where a library made one up. */
function nameOfReference(reference: string): string | undefined {
  const last = /#(?:.*\/)?([^/]+)$/.exec(reference)?.[1];
  if (last === undefined || /^_*schema_*\d*$/i.test(last)) return undefined;
  return toPascalCase(last.replaceAll(/~[01]|%[0-9a-f]{2}/gi, ' '));
}
