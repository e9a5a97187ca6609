import type { JsonSchema } from '../schema/json-schema.ts';
import { resolveReference, type Subschema } from '../schema/resolve-reference.ts';

/** A text that is the same for two schemas exactly when they describe the same Python type. */
export function schemaKey(schema: Subschema, root: JsonSchema, role: 'input' | 'output'): string {
  const texts = new Map<string, string>();
  const toVisit: [name: string, node: unknown][] = [['', schema]];
  for (let next = toVisit.pop(); next !== undefined; next = toVisit.pop()) {
    const [name, node] = next;
    const text = JSON.stringify(node) ?? '';
    texts.set(name, text);
    for (const [, reference = ''] of text.matchAll(/"\$(?:dynamicR|r)ef":"((?:[^"\\]|\\.)*)"/g)) {
      const target = texts.has(reference) ? undefined : resolveReference(root, reference);
      if (target !== undefined) toVisit.push([reference, target]);
    }
  }
  const all = [...texts].map(([name, text]) => `${name} ${text}`).join('\n');
  // Only in fixed-length arrays do arguments and results differ.
  return /"prefixItems"|"items":\[/.test(all) ? `${role} ${all}` : all;
}
