// The floor of every start: a Node that says one word and nothing else.
require('node:fs').writeSync(1, 'up\n');
