import { expect, test } from 'vitest';
import { inNewLab } from './support/lab.ts';

const DEVICE = `
import os
device = os.open('/dev/causeway', os.O_RDWR)
def send(text): os.write(device, b'W' + (text if isinstance(text, bytes) else text.encode()))
`;
const MB = 1024 * 1024;

/** Most memory this process took while `work` was under way, beyond what it had. */
async function growth(work: () => Promise<string>): Promise<{ end: string; megabytes: number }> {
  const before = process.memoryUsage().rss;
  let most = before;
  const timer = setInterval(() => {
    most = Math.max(most, process.memoryUsage().rss);
  }, 5);
  const end = await work();
  most = Math.max(most, process.memoryUsage().rss);
  clearInterval(timer);
  return { end, megabytes: (most - before) / MB };
}

const floods: [string, string, string | RegExp][] = [
  [
    'answers that it never reads',
    'body = \'x\' * 1_000_000\nfor number in range(1, 3000):\n    send(\'[["call",%d,"echo",1,{"a":"%s"}]]\' % (number, body))',
    'died protocol: more calls than the limits allow',
  ],
  [
    'refusals that it never reads',
    'for number in range(1, 200_000):\n    send(\'[["call",%d,"%s",1,{}]]\' % (number, \'x\' * 150))',
    /^died protocol: /,
  ],
  [
    'tool names of 50 MB',
    'send(\'[["call",1,"%s",1,{}]]\' % (\'x\' * 50_000_000))',
    /^(error OSError|died protocol)/,
  ],
  [
    'ten million stops',
    "send(b'[' + b'[\"stop\",1],' * 10_000_000 + b'[\"stop\",1]]')",
    /^(error OSError|died protocol)/,
  ],
  [
    'arrays without number',
    'send(b\'[["call",1,"echo",1,{"a":[\' + b\'[],\' * 40_000_000 + b\'[]]}]]\')',
    /^(error OSError|died protocol)/,
  ],
  [
    'many batches of the largest size',
    "text = b'[' + b'[\"stop\",1],' * 400_000 + b'[\"stop\",1]]'\nfor _ in range(15): send(text)",
    /^(value null|error OSError: |died protocol: )/,
  ],
  [
    'a note of 120 MB',
    'send(b\'[["done",1,"value","1",["\' + b\'x\' * 120_000_000 + b\'"]]]\')',
    /^(error OSError|died protocol)/,
  ],
  ['an error of 120 MB', "raise ValueError('x' * 120_000_000)", /^error ValueError: x/],
  ['three hundred thousand empty batches', "for _ in range(300_000): send('[]')", 'value null'],
  [
    'three hundred thousand timers',
    "for _ in range(300): send('[' + '[\"timer\",0],' * 1000 + '[\"timer\",1]]')",
    'value null',
  ],
  ['output without end', "while True: os.write(1, b'x' * 100_000)", /\(timed_out by interrupt\)$/],
];

test.each(floods)('H-L4 H-L5 %s take little memory of the host', async (_what, code, expected) => {
  await inNewLab(async (lab) => {
    await lab.sandbox();
    const { end, megabytes } = await growth(async () => {
      const { end } = await lab.attack(DEVICE + code, { limits: { wallClockMs: 8000 } });
      return end;
    });
    expect(end.slice(0, 200)).toMatch(expected);
    // The host holds a batch as text and as values at once; a flood that is not bounded takes gigabytes.
    expect(megabytes).toBeLessThan(400);
  });
});
