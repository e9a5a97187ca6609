import { followFile } from '../../src/hosts/local/follow-file.ts';
import { describeFollow } from './follow-contract.ts';

describeFollow('this machine', async () => ({
  host: { follow: followFile },
  close: async () => {},
}));
