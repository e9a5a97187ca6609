type JsonObject = Record<string, unknown>;

/** Joins an object into one that is written as JSON, key by key; where both have a value, the object's. */
export function joinJson(text: string | undefined, object: object): string {
  return JSON.stringify(join(parse(text), object as JsonObject));
}

/** What is no JSON object counts as nothing: the program would refuse it as well. */
function parse(text: string | undefined): JsonObject {
  try {
    const value: unknown = JSON.parse(text ?? '{}');
    return isObject(value) ? value : {};
  } catch {
    return {};
  }
}

function join(into: JsonObject, from: JsonObject): JsonObject {
  const joined = { ...into };
  for (const [key, value] of Object.entries(from)) {
    const before = joined[key];
    joined[key] = isObject(before) && isObject(value) ? join(before, value) : value;
  }
  return joined;
}

function isObject(value: unknown): value is JsonObject {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
