import { localHost } from '../../src/hosts/local/local-host.ts';
import { describeArchives } from './archive-contract.ts';

describeArchives('this machine', async () => {
  const host = localHost();
  return { host, close: () => host.close() };
});
