import type { Host } from '../../../src/hosts/host.ts';
import { describeCapture } from '../capture-contract.ts';
import { describeFollow } from '../follow-contract.ts';
import { sshBox } from './ssh-box.ts';

const box = sshBox();

async function open(): Promise<{ host: Host; close(): Promise<void> }> {
  const host = box.host();
  return { host, close: () => host.close() };
}

describeFollow('over ssh', open);
describeCapture('over ssh', open, { tries: 20 });
