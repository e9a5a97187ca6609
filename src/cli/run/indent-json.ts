/**
 * Lays out JSON text over several lines, two spaces a level, without reading its values: numbers
 * keep every digit. The text must be valid JSON.
 */
export function indentJson(json: string): string {
  const tokens = json.match(/"(?:[^"\\]|\\.)*"|[[\]{},:]|[^\s[\]{},:"]+/g) ?? [];
  let text = '';
  let depth = 0;
  for (const [index, token] of tokens.entries()) {
    const opens = token === '{' || token === '[';
    const closes = token === '}' || token === ']';
    const before = tokens[index - 1];
    const empty = closes && (before === '{' || before === '[');
    if (closes) depth -= 1;
    if (closes && !empty) text += lineBreak(depth);
    text += token;
    if (opens) depth += 1;
    const next = tokens[index + 1];
    if ((opens && next !== '}' && next !== ']') || token === ',') text += lineBreak(depth);
    if (token === ':') text += ' ';
  }
  return text;
}

function lineBreak(depth: number): string {
  return `\n${'  '.repeat(depth)}`;
}
