/** What stands for the placeholders `{prompt}`, `{workdir}` and so on. */
export type Placeholders = Readonly<Record<string, string | readonly string[] | undefined>>;

/**
 * Replaces placeholders in words, once: what is put in is not looked at again. A word that is nothing
 * but the placeholder of a list becomes its words. Braces around other names stay as they are.
 */
export function fillInWords(words: readonly string[], values: Placeholders): string[] {
  return words.flatMap((word) => {
    const list = values[/^\{(\w+)\}$/.exec(word)?.[1] ?? ''];
    return typeof list === 'object' ? list : [fillIn(word, values)];
  });
}

/** The same for one text. */
export function fillIn(text: string, values: Placeholders): string {
  return text.replaceAll(/\{(\w+)\}/g, (placeholder, name: string) => {
    const value = Object.hasOwn(values, name) ? values[name] : undefined;
    return typeof value === 'string' ? value : placeholder;
  });
}

/** The same for all texts in a JSON value, keys excepted. */
export function fillInValue(value: unknown, values: Placeholders): unknown {
  if (typeof value === 'string') return fillIn(value, values);
  if (Array.isArray(value)) return value.map((one) => fillInValue(one, values));
  if (typeof value !== 'object' || value === null) return value;
  return Object.fromEntries(
    Object.entries(value).map(([key, one]) => [key, fillInValue(one, values)]),
  );
}
