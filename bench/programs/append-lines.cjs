// Appends lines to the file in argv[2]. With a number of lines in argv[3] and nothing else: as fast as
// it can, each the text `STATUS: line N`. With `paced` behind it: one by one, 5 to 25 ms apart, each the
// time at which it was written, in nanoseconds of the system's monotonic clock.
const { openSync, writeSync } = require('node:fs');

const file = openSync(String(process.argv[2]), 'a');
const lines = Number(process.argv[3]);

if (process.argv[4] === 'paced') {
  let written = 0;
  const write = () => {
    writeSync(file, `${process.hrtime.bigint()}\n`);
    written += 1;
    if (written < lines) setTimeout(write, 5 + Math.random() * 20);
  };
  write();
} else {
  let text = '';
  for (let line = 0; line < lines; line += 1) {
    text += `STATUS: line ${line}\n`;
    if (text.length < 65_536) continue;
    writeSync(file, text);
    text = '';
  }
  writeSync(file, text);
}
