import { archiveFolder, restoreFolder } from '../../src/hosts/local/archive-folder.ts';
import { describeArchives } from './archive-contract.ts';

describeArchives('this machine', async () => ({
  host: { archive: archiveFolder, restore: restoreFolder },
  close: async () => {},
}));
