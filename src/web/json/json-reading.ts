import { readJson as parseJson } from '../../protocol/read-json.ts';

/** A number as the JSON text has it, where JavaScript would write another one (`1.0`, 2^53 + 1). */
export class ExactNumber {
  readonly text: string;

  constructor(text: string) {
    this.text = text;
  }
}

/** Largest JSON text that is shown as a tree, in UTF-16 units; what is larger is shown as text. */
export const TREE_LIMIT = 256 * 1024;

/** Deepest nesting that is shown as a tree. */
const DEPTH_LIMIT = 200;

/** How a JSON text can be shown: as a tree, or as text with the reason. */
export type JsonReading =
  | { kind: 'tree'; value: unknown }
  | { kind: 'text'; text: string; because: 'size' | 'depth' | 'not json' };

/** Reads a JSON text for display. Never throws, and changes no number. */
export function readJson(text: string): JsonReading {
  if (text.length > TREE_LIMIT) return { kind: 'text', text, because: 'size' };
  if (bracketDepth(text) > DEPTH_LIMIT) return { kind: 'text', text, because: 'depth' };
  try {
    return { kind: 'tree', value: parseJson(text, keepNumber) };
  } catch {
    return { kind: 'text', text, because: 'not json' };
  }
}

/** The same for a value that is parsed already. */
export function readValue(value: unknown): JsonReading {
  if (valueDepth(value) > DEPTH_LIMIT) {
    return { kind: 'text', text: textOf(value), because: 'depth' };
  }
  const text = JSON.stringify(value) ?? 'null';
  return text.length > TREE_LIMIT
    ? { kind: 'text', text, because: 'size' }
    : { kind: 'tree', value };
}

function keepNumber(source: string, value: number): unknown {
  return source === String(value) ? value : new ExactNumber(source);
}

function bracketDepth(text: string): number {
  let depth = 0;
  let deepest = 0;
  let inString = false;
  for (let at = 0; at < text.length; at += 1) {
    const unit = text.charCodeAt(at);
    if (inString) {
      if (unit === 0x5c) at += 1;
      else if (unit === 0x22) inString = false;
    } else if (unit === 0x22) inString = true;
    else if (unit === 0x7b || unit === 0x5b) {
      depth += 1;
      if (depth > deepest) deepest = depth;
    } else if (unit === 0x7d || unit === 0x5d) depth -= 1;
  }
  return deepest;
}

/** Depth of a value, counted no further than the limit and one. */
function valueDepth(value: unknown): number {
  let level: unknown[] = [value];
  for (let depth = 0; depth <= DEPTH_LIMIT; depth += 1) {
    const next: unknown[] = [];
    for (const item of level) {
      if (typeof item !== 'object' || item === null) continue;
      for (const child of Object.values(item)) {
        if (typeof child === 'object' && child !== null) next.push(child);
      }
    }
    if (next.length === 0) return depth + 1;
    level = next;
  }
  return DEPTH_LIMIT + 1;
}

function textOf(value: unknown): string {
  try {
    return JSON.stringify(value) ?? 'null';
  } catch {
    // The writer calls itself for each level, and there may be more of them than it has room for.
    return 'This value is nested too deeply to be written out here. Download the journal to read it.';
  }
}
