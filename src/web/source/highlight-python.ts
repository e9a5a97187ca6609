import { highlightCode, tagHighlighter, tags } from '@lezer/highlight';
import { parser } from '@lezer/python';
import { plainLines, type Token } from './plain-lines.ts';

/** Programs longer than this are shown without colours, so that a large one opens at once. */
const LONGEST = 200_000;

const kinds = tagHighlighter([
  { tag: tags.keyword, class: 'keyword' },
  { tag: [tags.string, tags.special(tags.string)], class: 'string' },
  { tag: [tags.number, tags.bool, tags.null], class: 'number' },
  { tag: tags.comment, class: 'comment' },
  { tag: [tags.function(tags.variableName), tags.function(tags.propertyName)], class: 'function' },
  { tag: tags.function(tags.definition(tags.variableName)), class: 'function' },
]);

/** Splits a Python program into lines of coloured tokens. A text that is not Python gets fewer colours. */
export function highlightPython(code: string): Token[][] {
  if (code.length > LONGEST) return plainLines(code);
  const lines: Token[][] = [[]];
  highlightCode(
    code,
    parser.parse(code),
    kinds,
    (text, kind) => lines.at(-1)?.push(kind === '' ? { text } : { text, kind }),
    () => lines.push([]),
  );
  return lines;
}
