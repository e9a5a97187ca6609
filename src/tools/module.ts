import { CausewayError } from '../protocol/error-codes.ts';
import { isTool, type Tool } from './tool.ts';

/**
 * The tools that a module exports: under any name, alone or in an array. The default export may be
 * an object of them too, as that of a CommonJS module is. Other exports are left alone.
 *
 * @throws CausewayError `module_without_tools`, which lists what is exported instead.
 */
export function toolsFromModule(exports: Readonly<Record<string, unknown>>, path: string): Tool[] {
  // A tool that is exported twice, alone and in an array, is one tool.
  const found = new Set<Tool>();
  for (const [name, value] of Object.entries(exports)) {
    const candidates = [value, ...(name === 'default' ? valuesOf(value) : [])].flat();
    for (const candidate of candidates) if (isTool(candidate)) found.add(candidate);
  }
  if (found.size > 0) return [...found];
  const names = Object.entries(exports)
    // What Node adds to a CommonJS module, beside the same value as `default`.
    .filter(([name]) => name !== 'module.exports')
    .map(([name, value]) => `${name} (${kindOf(value)})`);
  const listed = names.length > 20 ? [...names.slice(0, 20), '…'] : names;
  const told = names.length === 0 ? 'exports nothing' : `exports only ${listed.join(', ')}`;
  throw new CausewayError(
    'module_without_tools',
    `${path} has no tools: it ${told}; export what defineTool({…}) returns`,
  );
}

function valuesOf(value: unknown): unknown[] {
  return typeof value === 'object' && value !== null && !isTool(value) ? Object.values(value) : [];
}

function kindOf(value: unknown): string {
  if (value === null) return 'null';
  if (Array.isArray(value)) return value.length === 0 ? 'an empty array' : 'an array';
  return typeof value === 'object' ? 'an object' : `a ${typeof value}`.replace(/^a u/, 'u');
}
