import { readFileSync } from 'node:fs';
import { expect, test } from 'vitest';
import { NETWORK_ERROR_CODES } from '../../../src/sandbox/node/network/network-error.ts';

test('the page about the network lists every code of the network with its meaning', () => {
  const page = readFileSync(new URL('../../../docs/sandbox/network.md', import.meta.url), 'utf8');
  const rows = [...page.matchAll(/^\| `([a-z_]+)` \| (.*) \|$/gm)].map(([, ...row]) => row);
  expect(rows).toEqual(expect.arrayContaining(Object.entries(NETWORK_ERROR_CODES)));
});
