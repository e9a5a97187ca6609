// The host as a script: it serves whoever starts or imports it. Nothing else is imported here, so
// that a Node too old for the rest is still told so.
const [major = 0, minor = 0] = process.versions.node.split('.').map(Number);

if (major < 22 || (major === 22 && minor < 18)) {
  process.stderr.write(
    `causeway host: Node ${process.versions.node} is too old; use Node 22.18 or later\n`,
  );
  process.exitCode = 2;
} else {
  // Not awaited: whoever imports this goes on, and the process ends when the client is done.
  void import('./serve-process.ts')
    .then(({ serveProcess }) => serveProcess())
    .then(() => process.exit(0));
}

export {};
