import type { Host } from '../../../src/hosts/host.ts';
import { describeArchives } from '../archive-contract.ts';
import { describeTransfers } from '../transfer-contract.ts';
import { sshBox } from './ssh-box.ts';

const box = sshBox();

async function open(): Promise<{ host: Host; close(): Promise<void> }> {
  const host = box.host();
  return { host, close: () => host.close() };
}

describeTransfers('over ssh', open);
describeArchives('over ssh', open);
