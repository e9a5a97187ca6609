import { followRemote } from '../../../src/hosts/remote/follow-remote.ts';
import { describeFollow } from '../follow-contract.ts';
import { testedHelpers } from './helper-kinds.ts';

for (const { name, helper, channels: make } of testedHelpers()) {
  describeFollow(
    `through ${name}`,
    async () => {
      const channels = make();
      const machine = async () => ({ open: channels.open, helper });
      return {
        host: { follow: (path, options) => followRemote(machine, path, options) },
        close: async () => channels.drop(),
      };
    },
    { burstLines: 200_000, propertyRuns: 10 },
  );
}
