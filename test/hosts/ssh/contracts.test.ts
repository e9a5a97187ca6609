import type { Host } from '../../../src/hosts/host.ts';
import { sshHost } from '../../../src/hosts/ssh/ssh-host.ts';
import { describeArchives } from '../archive-contract.ts';
import { describeFollow } from '../follow-contract.ts';
import { describeTransfers } from '../transfer-contract.ts';
import { sshBox } from './ssh-box.ts';

const box = sshBox();

const open = async (): Promise<{ host: Host; close(): Promise<void> }> => {
  const host = sshHost('box', { configFile: box.sshd.configFile });
  return { host, close: () => host.close() };
};

describeTransfers('over ssh', open);
describeArchives('over ssh', open);
describeFollow('over ssh', open);
