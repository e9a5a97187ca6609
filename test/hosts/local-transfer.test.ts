import { findFiles } from '../../src/hosts/local/find-files.ts';
import { fetchFile, putFile } from '../../src/hosts/local/put-file.ts';
import { appendFile, remove, writeFile } from '../../src/hosts/local/write-file.ts';
import { describeTransfers } from './transfer-contract.ts';

describeTransfers('this machine', async () => ({
  host: { writeFile, appendFile, put: putFile, fetch: fetchFile, glob: findFiles, remove },
  close: async () => {},
}));
