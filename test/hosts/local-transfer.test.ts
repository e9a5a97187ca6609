import { localHost } from '../../src/hosts/local/local-host.ts';
import { describeTransfers } from './transfer-contract.ts';

describeTransfers('this machine', async () => {
  const host = localHost();
  return { host, close: () => host.close() };
});
