import { createNodeSession } from '../../../../src/sandbox/node/index.ts';

// A host whose shell is busy for ever, in a way that reads nothing any more; says when that has begun.
const session = await createNodeSession();
await session.run('echo busy; f() { while :; do :; done; }; f', {
  onOutput: (_, text) => void process.stdout.write(text),
});
