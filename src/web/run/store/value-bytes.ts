import { isInline, type RecordedValue } from '../../../protocol/recorded-value.ts';

/** Size of a recorded value's JSON text in UTF-8 bytes. */
export function valueBytes(recorded: RecordedValue | undefined): number {
  if (recorded === undefined) return 0;
  return isInline(recorded) ? utf8Length(JSON.stringify(recorded.value) ?? 'null') : recorded.bytes;
}

/** Without encoding it: most values are short and of one byte a character. */
function utf8Length(text: string): number {
  let bytes = text.length;
  for (let index = 0; index < text.length; index += 1) {
    const unit = text.charCodeAt(index);
    if (unit < 0x80) continue;
    // A surrogate pair is four bytes: two for each of its units.
    bytes += unit < 0x800 || (unit >= 0xd800 && unit <= 0xdfff) ? 1 : 2;
  }
  return bytes;
}
