/** The form in which names of distributions and extras are compared: lower case, `-` between words. */
export function normalizeName(name: string): string {
  return name.replace(/[-_.]+/g, '-').toLowerCase();
}

/** What a name may be: letters, digits and `-_.`, with a letter or digit at both ends. */
export const NAME_PATTERN = '[A-Za-z0-9](?:[A-Za-z0-9._-]*[A-Za-z0-9])?';
