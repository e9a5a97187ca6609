import { chmodSync, linkSync, readFileSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { readServerFile, writeServerFile } from '../../src/cli/data/server-file.ts';
import { temporaryFolder } from './serving.ts';

test.skipIf(process.platform === 'win32')(
  'H-S6: files that somebody has put in the folder beforehand do not get the token',
  async () => {
    const folder = temporaryFolder();
    const theirs = ['server.json', `server.json.${process.pid}`].map((name) => join(folder, name));
    const kept = theirs.map((file, index) => {
      writeFileSync(file, '');
      chmodSync(file, 0o666);
      linkSync(file, join(folder, `kept-${index}`));
      return join(folder, `kept-${index}`);
    });
    const facts = { url: 'http://127.0.0.1:4319', pid: process.pid, token: 'a-secret-token' };
    await writeServerFile(folder, facts);
    expect(kept.map((file) => readFileSync(file, 'utf8'))).toEqual(['', '']);
    expect(statSync(join(folder, 'server.json')).mode & 0o777).toBe(0o600);
    expect(await readServerFile(folder)).toEqual(facts);
  },
);
