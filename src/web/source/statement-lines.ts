import { parser } from '@lezer/python';

/** First and last line, from 1, both included. */
export interface LineRange {
  from: number;
  to: number;
}

const compound = /^(?:If|For|While|With|Try|Match)Statement$|Definition$/;

/**
 * The lines of the innermost statement that a line belongs to; of one that holds other statements
 * (`if`, `def`), only its head. A line outside of every statement stands for itself.
 */
export function statementLines(code: string, line: number): LineRange {
  const starts = lineStarts(code);
  const at = starts[line - 1];
  if (at === undefined) return { from: line, to: line };
  const text = code.slice(at, starts[line] ?? code.length);
  const inside = at + (/\S/.exec(text)?.index ?? 0);
  const lineOf = (position: number): number => {
    const next = starts.findIndex((start) => start > position);
    return next < 0 ? starts.length : next;
  };
  for (
    let node: ReturnType<typeof parser.parse>['topNode'] | null = parser
      .parse(code)
      .resolveInner(inside, 1);
    node !== null;
    node = node.parent
  ) {
    if (compound.test(node.name)) {
      const body = node.getChild('Body');
      const first = lineOf(node.from);
      const head = body === null ? first : lineOf(body.from);
      return line <= head ? { from: first, to: head } : { from: line, to: line };
    }
    if (/Statement$/.test(node.name)) {
      return { from: lineOf(node.from), to: lineOf(Math.max(node.from, node.to - 1)) };
    }
  }
  return { from: line, to: line };
}

function lineStarts(code: string): number[] {
  const starts = [0];
  for (let at = code.indexOf('\n'); at >= 0; at = code.indexOf('\n', at + 1)) starts.push(at + 1);
  return starts;
}
