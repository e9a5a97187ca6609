/** Why the interpreter ended, in words a person can act on. */
export interface Fault {
  reason: 'exited' | 'crashed' | 'stack' | 'internal';
  detail: string;
}

/** Reads what was thrown out of wasm. After any such throw the interpreter is unusable. */
export function describeEnd(error: unknown): Fault {
  const { name, status, message } = Object(error) as {
    name?: string;
    status?: number;
    message?: string;
  };
  if (name === 'ExitStatus') return { reason: 'exited', detail: `exit status ${status}` };
  if (name === 'RuntimeError') {
    return { reason: 'crashed', detail: `the interpreter trapped: ${message}` };
  }
  if (error instanceof RangeError && /call stack/.test(error.message)) {
    return { reason: 'stack', detail: `the native stack overflowed: ${message}` };
  }
  return { reason: 'internal', detail: String(error) };
}
