import { useEffect, useMemo, useState } from 'react';
import { plainLines, type Token } from '../../../source/plain-lines.ts';
import type { LineRange } from '../../../source/statement-lines.ts';

/** A program ready to be shown. */
export interface Source {
  lines: Token[][];
  /** The lines of the statement that a line belongs to. */
  statement: (line: number) => LineRange;
}

/** A program's lines: plain at once, with colours when what knows the language has come. */
export function useSource(code: string, language: string): Source {
  const [python, setPython] = useState<typeof import('../../../source/python.ts')>();
  const known = language.toLowerCase() === 'python';
  useEffect(() => {
    if (!known) return;
    let left = false;
    import('../../../source/python.ts').then(
      (loaded) => {
        if (!left) setPython(loaded);
      },
      // Without it there are no colours, and a statement is one line.
      () => {},
    );
    return () => {
      left = true;
    };
  }, [known]);
  const lines = useMemo(
    () => (python === undefined ? plainLines(code) : python.highlightPython(code)),
    [code, python],
  );
  const statement = useMemo(() => {
    const seen = new Map<number, LineRange>();
    return (line: number): LineRange => {
      const range = seen.get(line) ??
        python?.statementLines(code, line) ?? { from: line, to: line };
      if (python !== undefined) seen.set(line, range);
      return range;
    };
  }, [code, python]);
  return { lines, statement };
}
