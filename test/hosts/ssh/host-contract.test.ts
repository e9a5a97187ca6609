import { describeHostContract } from '../host-contract.ts';
import { sshBox } from './ssh-box.ts';

const box = sshBox();

describeHostContract('a machine over ssh', async () => box.host());
