/** A part of a line of a program; without `kind` it has no colour of its own. */
export interface Token {
  text: string;
  kind?: string;
}

/** The lines of a text as one token each, without colours. */
export function plainLines(code: string): Token[][] {
  return code.split('\n').map((text) => (text === '' ? [] : [{ text }]));
}
