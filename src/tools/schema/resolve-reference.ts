import { isJsonSchema, type JsonSchema, stringAt } from './json-schema.ts';

/** A schema as it may stand inside another: an object, or true or false. */
export type Subschema = JsonSchema | boolean;

/** What a `$ref` points at inside its own document; undefined when that is elsewhere or nowhere. */
export function resolveReference(root: JsonSchema, reference: string): Subschema | undefined {
  const hash = reference.indexOf('#');
  const base = hash < 0 ? reference : reference.slice(0, hash);
  if (base !== '' && base !== stringAt(root, '$id')?.replace(/#$/, '')) return undefined;
  const fragment = hash < 0 ? '' : reference.slice(hash + 1);
  if (fragment === '') return root;
  if (!fragment.startsWith('/')) return findAnchor(root, fragment, 0);
  let node: unknown = root;
  for (const part of fragment.slice(1).split('/')) {
    const key = decode(part).replaceAll('~1', '/').replaceAll('~0', '~');
    if (typeof node !== 'object' || node === null || !Object.hasOwn(node, key)) return undefined;
    node = (node as Record<string, unknown>)[key];
  }
  return isJsonSchema(node) || typeof node === 'boolean' ? node : undefined;
}

function decode(part: string): string {
  try {
    return decodeURIComponent(part);
  } catch {
    return part;
  }
}

function findAnchor(node: unknown, anchor: string, depth: number): JsonSchema | undefined {
  if (typeof node !== 'object' || node === null || depth > 64) return undefined;
  if (isJsonSchema(node)) {
    const named = stringAt(node, '$anchor') ?? stringAt(node, '$dynamicAnchor');
    if (named === anchor || stringAt(node, '$id') === `#${anchor}`) return node;
  }
  for (const inner of Object.values(node)) {
    const found = findAnchor(inner, anchor, depth + 1);
    if (found) return found;
  }
  return undefined;
}
