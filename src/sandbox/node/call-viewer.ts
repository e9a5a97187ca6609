/** Names of the functions that viewers give, with the code of the warning about a bad one. */
const WARNING_CODES = {
  onEvent: 'CAUSEWAY_ON_EVENT',
  onOutput: 'CAUSEWAY_VIEWER',
  onProgress: 'CAUSEWAY_VIEWER',
} as const;

/** Calls a viewer's function; what it throws, at once or later, is a Node warning and no more. */
export function callViewer(name: keyof typeof WARNING_CODES, view: () => unknown): void {
  const warn = (error: unknown): void => {
    process.emitWarning(`${name} threw: ${String(error)}`, { code: WARNING_CODES[name] });
  };
  try {
    Promise.resolve(view()).catch(warn);
  } catch (error) {
    warn(error);
  }
}
