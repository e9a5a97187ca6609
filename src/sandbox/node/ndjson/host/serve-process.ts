import { readFileSync } from 'node:fs';
import { createNodeSession } from '../../create-node-session.ts';
import type { LineSink } from '../line-writer.ts';
import type { OpenSession } from './servable-session.ts';
import { serveHost } from './serve-host.ts';

const SIGNALS = ['SIGINT', 'SIGTERM', 'SIGHUP'] as const;

/**
 * Serves the host protocol on this process's standard input and output until the client is done.
 * The signals that ask a process to end do so properly; logs go to standard error. `output` is what
 * `takeStandardOutput` gave.
 */
export async function serveProcess(output: LineSink): Promise<void> {
  // Whoever does not read the logs does not keep the host from its work.
  process.stderr.on('error', () => {});
  const log = (line: string): void => void process.stderr.write(`causeway host: ${line}\n`);
  if (process.stdin.isTTY) {
    log('serves a program by lines of JSON, not a person; docs/host-protocol.md describes them');
  }
  const asked = new AbortController();
  for (const name of SIGNALS) process.on(name, () => asked.abort());
  const open: OpenSession = (request) => {
    const options = {
      ...request,
      onImageBuild: () => log('prepares Python (once, a few seconds)'),
    };
    return createNodeSession(options);
  };
  await serveHost({
    input: process.stdin,
    output,
    log,
    open,
    version: packageVersion(),
    signal: asked.signal,
  });
}

function packageVersion(): string {
  const manifest = new URL('../../../../../package.json', import.meta.url);
  return (JSON.parse(readFileSync(manifest, 'utf8')) as { version: string }).version;
}
