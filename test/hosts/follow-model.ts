import fc from 'fast-check';

/** Something that is done to a followed file. Each text is told from all others by its number. */
export type FileStep =
  | { do: 'append'; texts: string[] }
  | { do: 'overwrite'; texts: string[] }
  | { do: 'replace'; texts: string[] }
  | { do: 'replace by a longer copy'; texts: string[] };

/** Steps whose texts are lines, or pieces of lines that a later one ends. */
export const fileSteps: fc.Arbitrary<FileStep[]> = fc
  .array(
    fc.record({
      do: fc.constantFrom('append', 'append', 'overwrite', 'replace', 'replace by a longer copy'),
      texts: fc.array(fc.constantFrom('\n', '\n', '', 'é\r\n'), { minLength: 1, maxLength: 4 }),
    }),
    { minLength: 1, maxLength: 10 },
  )
  .map((steps) =>
    steps.map((step, at) => ({
      ...step,
      texts: step.texts.map((ending, index) => `<${at}.${index}>${ending}`),
    })),
  ) as fc.Arbitrary<FileStep[]>;

/** What a file has after each step, and what a reader that looks after each one must be told. */
export class FileModel {
  content = '';
  readonly story: string[] = [];
  /** The complete lines that were told, as they are in the file. */
  #read = '';

  take(step: FileStep): void {
    const text = step.texts.join('');
    const before = this.content;
    const rest = before.slice(this.#read.length);
    const isOther = step.do === 'overwrite' || step.do === 'replace';
    this.content = isOther ? text : before + text;
    // Without a line that was read there is nothing to know a file again by.
    const isNew = isOther || (step.do === 'replace by a longer copy' && this.#read === '');
    if (isNew && before !== '') {
      if (step.do !== 'overwrite' && rest !== '') this.story.push(rest);
      this.story.push('changed');
      this.#read = '';
    }
    const unread = this.content.slice(this.#read.length);
    const complete = unread.slice(0, unread.lastIndexOf('\n') + 1);
    this.story.push(
      ...complete
        .split('\n')
        .slice(0, -1)
        .map((line) => line.replace(/\r$/, '')),
    );
    this.#read += complete;
  }
}
