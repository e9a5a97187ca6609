/**
 * Takes away what trusted JavaScript in the worker does not need, so that code which got past the
 * import gate finds less. Not a boundary: the gate before it and the operating system behind it are.
 */
export function removeAmbientPower(): void {
  const globals = globalThis as Record<string, unknown>;
  for (const name of [
    'require',
    'fetch',
    'WebSocket',
    'EventSource',
    'Request',
    'Response',
    'Headers',
    'FormData',
    'navigator',
    'BroadcastChannel',
    'Worker',
  ]) {
    delete globals[name];
  }
  const proc = process as unknown as Record<string, unknown>;
  for (const name of [
    'getBuiltinModule',
    'binding',
    '_linkedBinding',
    'dlopen',
    'report',
    'execve',
    'mainModule',
    '_kill',
    '_debugProcess',
    'loadEnvFile',
  ]) {
    Object.defineProperty(process, name, { value: undefined, configurable: true });
    delete proc[name];
  }
  const refuse = (): never => {
    throw new EvalError('code generation is off');
  };
  for (const sample of [
    () => {},
    async () => {},
    function* () {},
    async function* () {},
  ] as object[]) {
    Object.defineProperty(Object.getPrototypeOf(sample), 'constructor', { value: refuse });
  }
  globals.eval = refuse;
  globals.Function = refuse;
}

/** Gives up this thread's permissions for good, where the Node version can. */
export function dropPermissions(): void {
  const permission = (process as { permission?: { drop?: (scope: string) => void } }).permission;
  for (const scope of ['fs', 'child', 'worker', 'addon', 'wasi', 'inspector']) {
    try {
      permission?.drop?.(scope);
    } catch {
      // A scope this Node version does not know was not granted either.
    }
  }
}
