// The host as a script: it serves whoever starts or imports it. What needs a newer Node is imported
// later, so that a Node too old for it is still told so.
import { takeStandardOutput } from './standard-output.ts';

const [major = 0, minor = 0] = process.versions.node.split('.').map(Number);

if (major < 22 || (major === 22 && minor < 18)) {
  process.stderr.write(
    `causeway host: Node ${process.versions.node} is too old; use Node 22.18 or later\n`,
  );
  process.exitCode = 2;
} else {
  // At once: whoever imports this must not print before the host's first line.
  const output = takeStandardOutput();
  // Not awaited: whoever imports this goes on, and the process ends when the client is done.
  void import('./serve-process.ts')
    .then(({ serveProcess }) => serveProcess(output))
    .then(() => process.exit(0));
}
