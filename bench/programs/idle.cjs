// The floor of memory: a Node that waits. It ends with its standard input.
const { readSync, writeSync } = require('node:fs');
writeSync(1, 'up\n');
readSync(0, Buffer.alloc(1));
