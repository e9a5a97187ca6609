import { localHost } from '../../src/hosts/local/local-host.ts';
import { describeDownloads } from './download-contract.ts';

describeDownloads('this machine', async () => {
  const host = localHost();
  return { host, close: () => host.close() };
});
