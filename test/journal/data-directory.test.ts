import { homedir } from 'node:os';
import { isAbsolute } from 'node:path';
import { expect, test } from 'vitest';
import { defaultDataDirectory } from '../../src/journal/data-directory.ts';

test('the default folder is the one the environment names, else one among the user’s data', () => {
  expect(defaultDataDirectory({ CAUSEWAY_DATA_DIR: '/srv/causeway' })).toBe('/srv/causeway');
  const own = defaultDataDirectory({ CAUSEWAY_DATA_DIR: '' });
  expect(isAbsolute(own)).toBe(true);
  expect(own).toMatch(/causeway/);
  expect(own).not.toMatch(/nodejs/);
  if (process.platform === 'linux' && process.env.XDG_DATA_HOME === undefined) {
    expect(own).toBe(`${homedir()}/.local/share/causeway`);
  }
});
