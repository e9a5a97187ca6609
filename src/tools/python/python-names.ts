const keywords = new Set(
  (
    'False None True and as assert async await break class continue def del elif else except ' +
    'finally for from global if import in is lambda nonlocal not or pass raise return try while ' +
    'with yield __debug__'
  ).split(' '),
);

/** Whether a text can stand as a name in Python source, and is read as the very same name. */
export function isPythonIdentifier(text: string): boolean {
  if (/^[A-Za-z_][A-Za-z0-9_]*$/.test(text)) return !keywords.has(text);
  // Python reads an identifier in its NFKC form.
  return /^[\p{XIDS}_]\p{XIDC}*$/u.test(text) && text.normalize('NFKC') === text;
}

/**
 * The name by which Python reaches a tool. A name that is an identifier stays; in others each
 * character that cannot stand in one becomes `_`, a leading digit gets a `_` before it, a keyword
 * one after it, and `__x__` becomes `tool__x__`, since Python gives such names a meaning.
 */
export function toPythonName(name: string): string {
  let mapped = name.normalize('NFKC').replaceAll(/[^\p{XIDC}]/gu, '_');
  if (!/^[\p{XIDS}_]/u.test(mapped)) mapped = `_${mapped}`;
  if (keywords.has(mapped)) mapped = `${mapped}_`;
  if (/^__.*__$/.test(mapped)) mapped = `tool${mapped}`;
  return mapped;
}

/** A class name made of the words of a text: `list-files` becomes `ListFiles`. */
export function toPascalCase(text: string): string {
  const words = text.normalize('NFKC').match(/[\p{L}\p{N}]+/gu) ?? [];
  const joined = words.map((word) => word.charAt(0).toUpperCase() + word.slice(1)).join('');
  const known = joined.replaceAll(/[^\p{XIDC}]/gu, '').slice(0, 60);
  return /^\p{XIDS}/u.test(known) ? known : `T${known}`;
}
