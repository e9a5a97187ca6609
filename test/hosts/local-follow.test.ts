import { localHost } from '../../src/hosts/local/local-host.ts';
import { describeFollow } from './follow-contract.ts';

describeFollow('this machine', async () => {
  const host = localHost();
  return { host, close: () => host.close() };
});
