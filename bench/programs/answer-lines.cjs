// The floor of a call: answers each line with one of a given length, blocked in a read between them.
const { readSync, writeSync } = require('node:fs');

const answer = Buffer.alloc(Number(process.argv[2]), 'x');
answer[answer.length - 1] = 10;
const received = Buffer.allocUnsafe(1024 * 1024);

for (;;) {
  const length = readSync(0, received);
  if (length === 0) break;
  if (received[length - 1] !== 10) continue;
  for (let at = 0; at < answer.length; ) at += writeSync(1, answer, at);
}
