import { show } from './events/describe-fault.ts';

/** Says what is wrong with a value, as `code must be a string, not 5`; null when it fits. */
export type Shape = (value: unknown, path: string) => string | null;

/** A shape of one's own: `what` completes "must be …". */
export function mustBe(what: string, fits: (value: unknown) => boolean): Shape {
  return (value, path) => {
    if (value === undefined) return `${path} is missing`;
    return fits(value) ? null : `${path} must be ${what}, not ${show(value)}`;
  };
}

export const aString: Shape = mustBe('a string', (value) => typeof value === 'string');
export const aNumber: Shape = mustBe('a number', (value) => typeof value === 'number');
export const aBoolean: Shape = mustBe('a boolean', (value) => typeof value === 'boolean');
export const anObject: Shape = mustBe('an object', isObject);
export const stringOrStrings: Shape = mustBe('a string or a list of strings', (value) =>
  [value].flat().every((one) => typeof one === 'string'),
);
const anArray: Shape = mustBe('an array', Array.isArray);

/** A field that may be left out. */
export function optional(shape: Shape): Shape {
  return (value, path) => (value === undefined ? null : shape(value, path));
}

export function listOf(shape: Shape): Shape {
  return (value, path) => anArray(value, path) ?? first(value as unknown[], shape, path);
}

/** An object whose every field has the shape. */
export function recordOf(shape: Shape): Shape {
  return (value, path) => {
    const fault = anObject(value, path);
    if (fault !== null) return fault;
    const fields = Object.entries(value as object).map(([key]) => [key, shape] as const);
    return objectOf(Object.fromEntries(fields))(value, path);
  };
}

/** An object with these fields; it may have others. */
export function objectOf(fields: Readonly<Record<string, Shape>>): Shape {
  const shapes = Object.entries(fields);
  return (value, path) => {
    const fault = anObject(value, path);
    if (fault !== null) return fault;
    for (const [key, shape] of shapes) {
      // A name that the object only inherits is not one of its fields.
      const field = Object.hasOwn(value as object, key)
        ? (value as Record<string, unknown>)[key]
        : undefined;
      const wrong = shape(field, `${path}.${key}`);
      if (wrong !== null) return wrong;
    }
    return null;
  };
}

function first(items: readonly unknown[], shape: Shape, path: string): string | null {
  for (const [index, item] of items.entries()) {
    const wrong = shape(item, `${path}[${index}]`);
    if (wrong !== null) return wrong;
  }
  return null;
}

function isObject(value: unknown): boolean {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
