import { isWhiteSpace } from './white-space.ts';

/** Whether a text has more than one line. */
export function hasLineEnd(text: string): boolean {
  return text.includes('\n');
}

/**
 * The text itself, when it can be all of a line's body: not empty, in one line, without white space
 * at its ends.
 *
 * @throws RangeError that names the field.
 */
export function asBody(field: string, text: string): string {
  const fault = bodyFault(text);
  if (fault === undefined) return text;
  const shown = JSON.stringify(text.length > 60 ? `${text.slice(0, 60)}…` : text);
  throw new RangeError(`The ${field} ${shown} ${fault}`);
}

function bodyFault(text: string): string | undefined {
  if (text === '') return 'is empty; leave it out or give it a text';
  if (hasLineEnd(text)) return 'has a line end; a log line has none, so replace it';
  if (isWhiteSpace(text.charCodeAt(0)) || isWhiteSpace(text.charCodeAt(text.length - 1))) {
    return 'begins or ends with white space; cut it off, as readers do';
  }
  return undefined;
}
