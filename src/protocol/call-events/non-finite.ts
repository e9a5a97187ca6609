import { endOfString } from '../json-text.ts';

/** What Python's `json` writes for floats that JSON has no form for. */
const WORDS = ['NaN', 'Infinity', '-Infinity'] as const;

/**
 * A text that Python's `json` wrote, as JSON: where it has `NaN`, `Infinity` or `-Infinity` outside
 * of strings there stands `{"__unencodable__": "NaN"}` and so on. Undefined where it has none.
 */
export function withoutNonFinite(text: string): string | undefined {
  const parts: string[] = [];
  let from = 0;
  for (let at = 0; at < text.length; at += 1) {
    if (text[at] === '"') {
      at = endOfString(text, at);
      continue;
    }
    const word = WORDS.find((each) => text.startsWith(each, at));
    if (word === undefined) continue;
    parts.push(text.slice(from, at), JSON.stringify({ __unencodable__: word }));
    from = at + word.length;
    at = from - 1;
  }
  return parts.length === 0 ? undefined : parts.join('') + text.slice(from);
}
