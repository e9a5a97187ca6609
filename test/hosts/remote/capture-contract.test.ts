import { captureRemote } from '../../../src/hosts/remote/capture-remote.ts';
import { describeCapture } from '../capture-contract.ts';
import { testedHelpers } from './helper-kinds.ts';

for (const { name, helper, channels: make } of testedHelpers()) {
  describeCapture(
    `through ${name}`,
    async () => {
      const channels = make();
      const machine = { open: channels.open, helper };
      return {
        host: { capture: (request) => captureRemote(machine, request) },
        close: async () => channels.drop(),
      };
    },
    { tries: 100 },
  );
}
