import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import type { OutputPiece } from '../../../src/timeline/timeline.ts';
import { plainText, spansOf } from '../../../src/web/run/panels/output/ansi.ts';
import { OutputLines } from '../../../src/web/run/panels/output/output-lines.ts';

const piece = (seq: number, text: string, stream: 'stdout' | 'stderr' = 'stdout'): OutputPiece => ({
  seq,
  at: seq * 10,
  stream,
  text,
});

function shown(pieces: OutputPiece[]): string[] {
  const lines = new OutputLines();
  lines.add(pieces);
  return lines.lines.map(({ stream, text }) => (stream === 'stderr' ? `! ${text}` : text));
}

describe('lines of output', () => {
  test('pieces join to lines, and streams keep their order', () => {
    expect(
      shown([
        piece(1, 'matched 2'),
        piece(2, '00\nrefund'),
        piece(3, 'warn\n', 'stderr'),
        piece(4, ' sent\r\n\nend'),
      ]),
    ).toEqual(['matched 200', 'refund', '! warn', ' sent', '', 'end']);
  });

  test('each step of a progress bar that goes back to the line start is a line', () => {
    expect(shown([piece(1, '10%\r20%\r'), piece(2, '30%\n')])).toEqual(['10%', '20%', '30%']);
  });

  test('H-E4: a line of ten million characters becomes rows of bounded length, nothing lost', () => {
    const lines = shown([piece(1, 'x'.repeat(9_999)), piece(2, `${'x'.repeat(10_000_001)}\nend`)]);
    expect(lines.pop()).toBe('end');
    expect(Math.max(...lines.map((line) => line.length))).toBe(10_000);
    expect(lines.join('').length).toBe(10_010_000);
  });

  test('the same pieces give the same lines however they arrive', () => {
    const text = fc.array(fc.constantFrom('a', '\n', '\u001b[31m', '\u001b[0m', 'bc'), {
      maxLength: 12,
    });
    const pieces = fc.array(fc.tuple(text, fc.constantFrom('stdout', 'stderr')), { maxLength: 12 });
    fc.assert(
      fc.property(pieces, fc.nat(12), (given, cut) => {
        const all = given.map(([parts, stream], index) =>
          piece(index + 1, parts.join(''), stream as 'stdout'),
        );
        const late = new OutputLines();
        late.add(all);
        const early = new OutputLines();
        early.add(all.slice(0, cut));
        early.add(all);
        expect(early.lines).toEqual(late.lines);
      }),
    );
  });

  test('a colour lasts over line ends until it is reset', () => {
    const lines = new OutputLines();
    lines.add([piece(1, '\u001b[31mred\nstill\u001b[0m\nplain\n')]);
    const colours = lines.lines.map(({ text, carried }) => spansOf(text, carried)[0]?.colour);
    expect(colours).toEqual(['red', 'red', undefined]);
  });
});

describe('terminal codes in output', () => {
  test('H-E4: colours become spans, links and cursor codes go, their text stays', () => {
    const text =
      'a \u001b[1;31mbad\u001b[0m \u001b]8;;javascript:alert(1)\u0007click\u001b]8;;\u0007\u001b[2J\u001b[3A end';
    expect(spansOf(text)).toEqual([
      { text: 'a ' },
      { text: 'bad', colour: 'red', bold: true },
      { text: ' click end' },
    ]);
    expect(plainText(text)).toBe('a bad click end');
  });

  test('H-E4: an escape character that starts no code stays, to be shown', () => {
    expect(spansOf('x\u001b y \u001b[31')).toEqual([{ text: 'x\u001b y \u001b[31' }]);
    expect(plainText('\u001b]0;title without end')).toBe('\u001b]0;title without end');
  });

  test('H-E4: a hundred thousand codes on one line cost no more than their text', () => {
    const spans = spansOf(`${'\u001b[1m'.repeat(100_000)}x`);
    expect(spans).toEqual([{ text: 'x' }]);
    expect(plainText('\u001b]'.repeat(100_000)).length).toBe(200_000);
  });

  test('H-E4: spans lose nothing but codes', () => {
    const parts = fc.array(
      fc.constantFrom(
        'a',
        '\u001b',
        '[',
        ']',
        '3',
        '1',
        'm',
        ';',
        '\u0007',
        '\\',
        'K',
        '<b>',
        '\ufdd0',
      ),
      { maxLength: 40 },
    );
    fc.assert(
      fc.property(parts, (given) => {
        const text = given.join('');
        expect(
          spansOf(text)
            .map((span) => span.text)
            .join(''),
        ).toBe(plainText(text));
      }),
    );
  });
});
