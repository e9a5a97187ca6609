import { arrayAt, isJsonSchema, type JsonSchema, objectAt } from './json-schema.ts';
import { flattenSchema, mergeSchemas, propertiesOf } from './merge-schemas.ts';

export interface ShapeProperty {
  name: string;
  required: boolean;
  schema: unknown;
}

/** What an object schema says of the keys of its objects. */
export interface ObjectShape {
  /** In the order of the schema. */
  properties: ShapeProperty[];
  /** Schema of keys that are not named; false when there may be none. */
  others: JsonSchema | boolean;
  /** Whether the schema itself says something about keys that are not named. */
  saysOthers: boolean;
}

/** Alternatives that are looked at, those inside of others included. */
const MAX_ALTERNATIVES = 200;

/**
 * The shape of the objects that a schema allows, over all its alternatives: a property is required
 * when each alternative requires it. Undefined when the schema allows no object.
 */
export function objectShape(
  schema: JsonSchema,
  root: JsonSchema,
  alternativesLeft: { count: number } = { count: MAX_ALTERNATIVES },
): ObjectShape | undefined {
  const flat = flattenSchema(schema, root);
  if (!mayBeObject(flat)) return undefined;
  const alternatives = arrayAt(flat, 'anyOf') ?? arrayAt(flat, 'oneOf');
  if (alternatives === undefined || alternativesLeft.count <= 0) return ownShape(flat);
  const { anyOf: _any, oneOf: _one, ...base } = flat;
  const shapes: ObjectShape[] = [];
  for (const alternative of alternatives) {
    alternativesLeft.count -= 1;
    if (!isJsonSchema(alternative)) continue;
    const whole = mergeSchemas(base, flattenSchema(alternative, root));
    const shape = objectShape(whole, root, alternativesLeft);
    if (shape) shapes.push(shape);
  }
  return shapes.length === 0 ? undefined : joinShapes(shapes);
}

/** Whether a schema allows objects at all, as far as its own keywords tell. */
function mayBeObject(schema: JsonSchema): boolean {
  const type = schema.type;
  if (type === undefined) return !('const' in schema || 'enum' in schema || 'items' in schema);
  return type === 'object' || (Array.isArray(type) && type.includes('object'));
}

function ownShape(schema: JsonSchema): ObjectShape {
  const required = new Set(arrayAt(schema, 'required'));
  const said = schema.additionalProperties ?? schema.unevaluatedProperties;
  const patterns = Object.values(objectAt(schema, 'patternProperties') ?? {});
  const others = [said, ...patterns].filter((value) => isJsonSchema(value) || value === true) as (
    | JsonSchema
    | true
  )[];
  const named = objectAt(schema, 'properties') !== undefined;
  const closed = said === false || (said === undefined && patterns.length === 0 && named);
  const described = new Map<string, unknown>(propertiesOf(schema));
  for (const name of required) {
    if (typeof name === 'string' && !described.has(name)) described.set(name, true);
  }
  return {
    properties: [...described].map(([name, property]) => ({
      name,
      required: required.has(name),
      schema: property,
    })),
    others: others.length === 0 ? !closed : oneOf(others),
    saysOthers: others.length > 0,
  };
}

function oneOf(schemas: readonly (JsonSchema | true)[]): JsonSchema | true {
  const [only] = schemas;
  if (schemas.length === 1 && only !== undefined) return only;
  return schemas.includes(true) ? true : { anyOf: schemas };
}

function joinShapes(shapes: readonly ObjectShape[]): ObjectShape {
  const names = new Set(shapes.flatMap((shape) => shape.properties.map(({ name }) => name)));
  const properties = [...names].map((name) => {
    const found = shapes.map((shape) => shape.properties.find((each) => each.name === name));
    const present = found.filter((each) => each !== undefined);
    const texts = new Map(present.map((each) => [JSON.stringify(each.schema), each.schema]));
    const [first] = texts.values();
    return {
      name,
      required: found.every((each) => each?.required === true),
      schema: texts.size === 1 ? first : { anyOf: [...texts.values()] },
    };
  });
  const others = shapes.map((shape) => shape.others).filter((each) => each !== false);
  return {
    properties,
    others: others.length === 0 ? false : oneOf(others),
    saysOthers: shapes.some((shape) => shape.saysOthers),
  };
}
