import { createNodeSession } from '../../../src/sandbox/node/index.ts';

// Prints what opening a session in the given cache folder took and gave.
let built = false;
const session = await createNodeSession({
  cacheDir: process.argv[2] ?? '',
  onImageBuild: () => {
    built = true;
  },
});
const { value } = await session.runPtc({ code: '1 + 1' });
await session.close();
process.stdout.write(JSON.stringify({ built, value }));
