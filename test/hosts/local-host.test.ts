import { localHost } from '../../src/hosts/local/local-host.ts';
import { describeHostContract } from './host-contract.ts';

describeHostContract('this machine', async () => localHost());
