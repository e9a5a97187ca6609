/** Calls a viewer's function; what it throws, at once or later, is a Node warning and no more. */
export function callViewer(name: string, view: () => unknown): void {
  const warn = (error: unknown): void => {
    process.emitWarning(`${name} threw: ${String(error)}`, { code: 'CAUSEWAY_VIEWER' });
  };
  try {
    Promise.resolve(view()).catch(warn);
  } catch (error) {
    warn(error);
  }
}
