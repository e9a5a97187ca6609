/** Takes one line of the server's log, without a line end. No line holds a token or a query. */
export type ServerLog = (line: string) => void;

/** Writes lines to stderr, each with the time and the name of the program. */
export function logToStderr(line: string): void {
  process.stderr.write(`${new Date().toISOString()} causeway: ${line}\n`);
}
