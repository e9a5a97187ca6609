import { Console } from 'node:console';
import type { LineSink } from '../line-writer.ts';

/**
 * Keeps standard output for the protocol: what anything else in this process prints there, by
 * `console` or by `process.stdout.write`, goes to standard error from here on.
 */
export function takeStandardOutput(): LineSink {
  const { stdout, stderr } = process;
  const write = stdout.write.bind(stdout);
  globalThis.console = new Console({ stdout: stderr, stderr });
  stdout.write = stderr.write.bind(stderr) as typeof stdout.write;
  return {
    get writableLength() {
      return stdout.writableLength;
    },
    get destroyed() {
      return stdout.destroyed;
    },
    write: (text, written) => write(text, written),
    cork: () => stdout.cork(),
    uncork: () => stdout.uncork(),
    on: (event, listener) => stdout.on(event, listener),
  };
}
