/** Longest name of a file, in UTF-8 bytes: what file systems take, less what a number adds to it. */
const LONGEST_NAME = 240;

// What Windows does not take in names, and control and direction characters everywhere.
const unsafe = /[\p{Cc}\p{Cf}\p{Co}\p{Cn}\p{Cs}<>:"|?*\\]/gu;

/**
 * A path that an agent on some machine gave, as names that are safe below a folder of this one: `/`
 * divides, and what no file system takes becomes `_`, as does the dot of `.git`. Never empty.
 */
export function safeFileParts(path: string): [string, ...string[]] {
  const [first = 'file', ...rest] = path
    .toWellFormed()
    .split('/')
    .filter((part) => part !== '' && part !== '.')
    .map(safeName);
  return [first, ...rest];
}

function safeName(part: string): string {
  const plain = part.replace(unsafe, '_').replace(/^\.+$/, (dots) => '_'.repeat(dots.length));
  // Windows drops these from the end of a name.
  const trimmed = plain.replace(/[. ]+$/, (end) => '_'.repeat(end.length));
  // What stands in a folder of that name git obeys, programs to run included.
  let name = /^\.git$/i.test(trimmed) ? `_${trimmed.slice(1)}` : trimmed;
  while (Buffer.byteLength(name) > LONGEST_NAME) name = [...name].slice(0, -1).join('');
  return name;
}
