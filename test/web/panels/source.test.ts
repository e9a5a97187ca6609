import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { highlightPython } from '../../../src/web/source/highlight-python.ts';
import { plainLines } from '../../../src/web/source/plain-lines.ts';
import { statementLines } from '../../../src/web/source/statement-lines.ts';

const program = `import asyncio

async def settle(inv, rates):
    delta = inv["total"] - 1.50  # cents
    if delta > 500:
        await payments.refund(
            vendor=inv["vendor"],
            amount=delta)
    return None

for row in rows: await settle(row, 1)
`;

describe('the source of a program', () => {
  test('a call that takes three lines is marked on all of them, whichever line it names', () => {
    for (const line of [6, 7, 8]) {
      expect(statementLines(program, line)).toEqual({ from: 6, to: 8 });
    }
    expect(statementLines(program, 4)).toEqual({ from: 4, to: 4 });
  });

  test('of a statement that holds others only the head is marked', () => {
    expect(statementLines(program, 5)).toEqual({ from: 5, to: 5 });
    expect(statementLines(program, 3)).toEqual({ from: 3, to: 3 });
    expect(statementLines(program, 11)).toEqual({ from: 11, to: 11 });
  });

  test('lines without a statement, and lines that are not there, stand for themselves', () => {
    for (const line of [2, 12, 400])
      expect(statementLines(program, line)).toEqual({ from: line, to: line });
  });

  test('keywords, strings, numbers, comments and calls have a kind each', () => {
    const lines = highlightPython(program);
    const kindOf = (line: number, text: string): string | undefined =>
      lines[line - 1]?.find((token) => token.text === text)?.kind;
    expect([
      kindOf(1, 'import'),
      kindOf(3, 'settle'),
      kindOf(4, '"total"'),
      kindOf(4, '1.50'),
      kindOf(4, '# cents'),
      kindOf(6, 'refund'),
    ]).toEqual(['keyword', 'function', 'string', 'number', 'comment', 'function']);
  });

  test('H-E4: colours never change, lose or reorder a character, whatever the text is', () => {
    const code = fc.array(
      fc.constantFrom(
        'def ',
        'x',
        '(',
        ')',
        '"""',
        "'",
        '\\',
        '\n',
        '    ',
        '#',
        'ä',
        '\u202e',
        '{',
        'await ',
        ':',
      ),
      { maxLength: 80 },
    );
    fc.assert(
      fc.property(code, (parts) => {
        const text = parts.join('');
        const join = (lines: { text: string }[][]): string =>
          lines.map((line) => line.map((token) => token.text).join('')).join('\n');
        expect(join(highlightPython(text))).toBe(text);
        expect(join(plainLines(text))).toBe(text);
        for (let line = 1; line <= text.split('\n').length; line += 1) {
          const range = statementLines(text, line);
          expect(range.from).toBeGreaterThanOrEqual(1);
          expect(range.to).toBeGreaterThanOrEqual(range.from);
        }
      }),
    );
  });
});
