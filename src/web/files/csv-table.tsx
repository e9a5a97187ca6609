import Papa from 'papaparse';
import { type ReactElement, useMemo } from 'react';
import { countOf } from '../format/numbers.ts';
import { UntrustedText } from '../text/untrusted-text.tsx';
import css from './csv-table.module.css';

/** Rows and columns that are drawn; the download has all. */
const MOST_ROWS = 500;
const MOST_COLUMNS = 60;

/** A table from a CSV file: cells are text, whatever they look like. */
export function CsvTable({ text }: { text: string }): ReactElement {
  const { data } = useMemo(
    () => Papa.parse<string[]>(text, { preview: MOST_ROWS + 2, skipEmptyLines: true }),
    [text],
  );
  const [head = [], ...body] = data;
  const rows = body.slice(0, MOST_ROWS);
  const columns = Math.min(Math.max(head.length, ...rows.map((row) => row.length)), MOST_COLUMNS);
  const indexes = Array.from({ length: columns }, (_, index) => index);
  const formulas = data.some((row) => row.some((cell) => /^[=+@-][^\d.\s]/.test(cell)));
  return (
    <>
      <p className={css.said}>
        {body.length > MOST_ROWS ? `The first ${MOST_ROWS} rows` : countOf(rows.length, 'row')},{' '}
        {countOf(columns, 'column')}. Shown as text, nothing is evaluated.
        {formulas &&
          ' Some cells look like formulas: a spreadsheet that opens this file may run them.'}
      </p>
      <table className={css.table}>
        <thead>
          <tr>
            <th scope="col">
              <span className="sr">Row</span>
            </th>
            {indexes.map((index) => (
              <th key={index} scope="col">
                <UntrustedText text={head[index] ?? ''} limit={200} />
              </th>
            ))}
          </tr>
        </thead>
        <tbody>
          {rows.map((row, at) => (
            // biome-ignore lint/suspicious/noArrayIndexKey: rows never move
            <tr key={at}>
              <th scope="row">{at + 1}</th>
              {indexes.map((index) => (
                <td key={index}>
                  <UntrustedText text={row[index] ?? ''} limit={200} />
                </td>
              ))}
            </tr>
          ))}
        </tbody>
      </table>
    </>
  );
}
