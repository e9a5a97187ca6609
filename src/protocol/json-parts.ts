import { endOfString } from './json-text.ts';

/**
 * The members of a JSON object as they are written, by name; of two with one name the last counts,
 * as it does for `JSON.parse`. The text has to be that of a JSON object.
 */
export function jsonMembers(text: string): Map<string, string> {
  const members = new Map<string, string>();
  for (let at = skipTo(text, 0, '"'); at < text.length; at = skipTo(text, at, '"')) {
    const afterName = endOfString(text, at) + 1;
    const name = JSON.parse(text.slice(at, afterName)) as string;
    const start = skipSpace(text, skipTo(text, afterName, ':') + 1);
    at = endOfValue(text, start);
    members.set(name, text.slice(start, at));
  }
  return members;
}

/** The items of a JSON array as they are written. The text has to be that of a JSON array. */
export function jsonItems(text: string): string[] {
  const items: string[] = [];
  let at = skipSpace(text, skipTo(text, 0, '[') + 1);
  while (at < text.length && text[at] !== ']') {
    const end = endOfValue(text, at);
    items.push(text.slice(at, end));
    at = skipSpace(text, end);
    if (text[at] === ',') at = skipSpace(text, at + 1);
  }
  return items;
}

function skipTo(text: string, from: number, mark: string): number {
  const at = text.indexOf(mark, from);
  return at < 0 ? text.length : at;
}

function skipSpace(text: string, from: number): number {
  let at = from;
  while (isSpace(text.charCodeAt(at))) at += 1;
  return at;
}

function isSpace(unit: number): boolean {
  return unit === 0x20 || unit === 0x0a || unit === 0x0d || unit === 0x09;
}

/** Position behind the value that begins at `start`. */
function endOfValue(text: string, start: number): number {
  const first = text[start];
  if (first === '"') return endOfString(text, start) + 1;
  if (first === '{' || first === '[') return endOfBrackets(text, start);
  let at = start;
  while (at < text.length && !isEnd(text.charCodeAt(at))) at += 1;
  return at;
}

function isEnd(unit: number): boolean {
  return isSpace(unit) || unit === 0x2c || unit === 0x5d || unit === 0x7d;
}

function endOfBrackets(text: string, start: number): number {
  let depth = 0;
  for (let at = start; at < text.length; at += 1) {
    const unit = text.charCodeAt(at);
    if (unit === 0x22) {
      at = endOfString(text, at);
    } else if (unit === 0x7b || unit === 0x5b) {
      depth += 1;
    } else if (unit === 0x7d || unit === 0x5d) {
      depth -= 1;
      if (depth === 0) return at + 1;
    }
  }
  return text.length;
}
