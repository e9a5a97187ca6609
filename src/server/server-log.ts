/** Takes one entry of the server's log, without a line end. None holds a token or a query. */
export type ServerLog = (entry: string) => void;

/** Writes entries to stderr, each with the time and the name of the program. */
export function logToStderr(entry: string): void {
  process.stderr.write(`${new Date().toISOString()} causeway: ${harmlessEntry(entry)}\n`);
}

/**
 * An entry as a terminal can show it: control and direction characters as escapes, and further
 * lines indented, so that no text of a request looks like an entry of its own.
 */
export function harmlessEntry(entry: string): string {
  return entry
    .replace(/[^\P{C}\n]/gu, (character) => {
      const code = (character.codePointAt(0) as number).toString(16).toUpperCase();
      return `⟨U+${code.padStart(4, '0')}⟩`;
    })
    .replaceAll('\n', '\n    ');
}
