import { endOfString } from '../../protocol/json-text.ts';

/**
 * Lays out JSON text over several lines, two spaces a level, without reading its values: numbers
 * keep every digit. The text must be valid JSON.
 */
export function indentJson(json: string): string {
  const parts: string[] = [];
  let depth = 0;
  let before = '';
  for (const token of tokensOf(json)) {
    const closes = token === '}' || token === ']';
    const opened = before === '{' || before === '[';
    if (closes) depth -= 1;
    if (opened !== closes || before === ',') parts.push(lineBreak(depth));
    if (before === ':') parts.push(' ');
    parts.push(token);
    if (token === '{' || token === '[') depth += 1;
    before = token;
  }
  return parts.join('');
}

function lineBreak(depth: number): string {
  return `\n${'  '.repeat(depth)}`;
}

const whitespace = /[ \t\r\n]*/y;
const plainToken = /[[\]{},:]|[^\s[\]{},:"]+/y;

/** Strings are found by hand: an expression that matches them runs out of stack on long ones. */
function* tokensOf(json: string): Generator<string> {
  for (let at = skipWhitespace(json, 0); at < json.length; at = skipWhitespace(json, at)) {
    const end = json[at] === '"' ? endOfString(json, at) + 1 : endOfPlainToken(json, at);
    yield json.slice(at, end);
    at = end;
  }
}

function skipWhitespace(json: string, at: number): number {
  whitespace.lastIndex = at;
  whitespace.test(json);
  return whitespace.lastIndex;
}

function endOfPlainToken(json: string, at: number): number {
  plainToken.lastIndex = at;
  return plainToken.test(json) ? plainToken.lastIndex : json.length;
}
