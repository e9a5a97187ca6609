#!/usr/bin/env node
// Nothing else is imported here, so that a Node too old for the rest is still told so.
const [major = 0, minor = 0] = process.versions.node.split('.').map(Number);

if (major < 22 || (major === 22 && minor < 18)) {
  process.stderr.write(
    `causeway: Node ${process.versions.node} is too old; use Node 22.18 or later\n`,
  );
  process.exitCode = 2;
} else {
  const { runCommandLine } = await import('./command-line.ts');
  const { leave } = await import('./leave.ts');
  await leave(runCommandLine(process.argv.slice(2)));
}

export {};
