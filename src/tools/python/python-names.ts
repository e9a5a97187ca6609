const keywords = new Set(
  (
    'False None True and as assert async await break class continue def del elif else except ' +
    'finally for from global if import in is lambda nonlocal not or pass raise return try while ' +
    'with yield __debug__'
  ).split(' '),
);

// Letters and digits of the scripts that names are written in, as far as every Python knows them:
// what is a letter for one version of Unicode is an error for another.
const letters =
  'A-Za-z\\u00aa-\\u052f\\u05d0-\\u05ea\\u0620-\\u064a\\u0904-\\u0939\\u0e01-\\u0e30' +
  '\\u3041-\\u30ff\\u4e00-\\u9fa5\\uac00-\\ud7a3';
const first = `(?=\\p{XIDS}|_)[${letters}_]`;
const further = `(?=\\p{XIDC})[${letters}0-9_]`;
const identifier = new RegExp(`^${first}(?:${further})*$`, 'u');
const startsIdentifier = new RegExp(`^${first}`, 'u');
const unfit = new RegExp(`(?!${further}).`, 'gsu');

/** Whether a text can stand as a name in Python source, and is read as the very same name. */
export function isPythonIdentifier(text: string): boolean {
  // Python reads an identifier in its NFKC form.
  return identifier.test(text) && !keywords.has(text) && text.normalize('NFKC') === text;
}

/**
 * The name by which Python reaches a tool. A name that is an identifier stays; in others each
 * character that cannot stand in one becomes `_`, a leading digit gets a `_` before it, a keyword
 * one after it, and `__x__` becomes `tool__x__`, since Python gives such names a meaning.
 */
export function toPythonName(name: string): string {
  let mapped = name.normalize('NFKC').replaceAll(unfit, '_');
  if (!startsIdentifier.test(mapped)) mapped = `_${mapped}`;
  if (/^__.*__$/.test(mapped)) mapped = `tool${mapped}`;
  if (keywords.has(mapped)) mapped = `${mapped}_`;
  return mapped;
}

/** A class name made of the words of a text: `list-files` becomes `ListFiles`. */
export function toPascalCase(text: string): string {
  const words = text
    .normalize('NFKC')
    .replaceAll(unfit, ' ')
    .split(/[\s_]+/);
  const joined = words.map((word) => word.charAt(0).toUpperCase() + word.slice(1)).join('');
  const name = joined.normalize('NFKC').slice(0, 60);
  return startsIdentifier.test(name) ? name : `T${name}`;
}
