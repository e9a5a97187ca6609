import { expect, test } from 'vitest';
import { createNodeSession, type NodeSessionOptions } from '../../src/sandbox/node/index.ts';

test.each([
  [null, 'options must be an object, not null'],
  [{ packages: 'six==1.17.0' }, 'options.packages must be an array, not "six==1.17.0"'],
  [{ allowedHosts: [5] }, 'options.allowedHosts[0] must be a string, not 5'],
  [{ packageIndexUrl: 'nope' }, 'options.packageIndexUrl must be an http or https URL, not "nope"'],
  [
    { packageIndexUrl: 'file:///x' },
    'options.packageIndexUrl must be an http or https URL, not "file:///x"',
  ],
  [{ initialFiles: 'x' }, 'options.initialFiles must be an array, not "x"'],
  [{ initialFiles: [{ content: '' }] }, 'options.initialFiles[0].path is missing'],
  [
    { initialFiles: [{ path: 'a', content: 5 }] },
    'options.initialFiles[0].content must be a string or a Uint8Array, not 5',
  ],
  [{ launcher: 'zz' }, 'options.launcher must be auto or none or unshare or bwrap, not "zz"'],
  [{ hashSeed: 'q' }, 'options.hashSeed must be shared or fresh, not "q"'],
])('options %j are refused before anything is started', async (options, said) => {
  const opening = createNodeSession(options as unknown as NodeSessionOptions);
  await expect(opening).rejects.toThrow(new TypeError(`createNodeSession: ${said}`));
});
