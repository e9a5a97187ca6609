import { expect, test } from 'vitest';
import type { EmscriptenModule } from '../../src/sandbox/node/child/emscripten.ts';
import { createTicker } from '../../src/sandbox/node/child/tick.ts';

test('H-S3 an allocator that names a place outside the memory gets no part of a batch', () => {
  const filled: number[] = [];
  const module = {
    HEAPU8: new Uint8Array(100),
    _Py_IncRef() {},
    _malloc: () => 90,
  } as unknown as EmscriptenModule;
  const tick = createTicker(module, 1);
  const send = (): void => {};
  // What it took less of a batch would be read as frames of the host.
  expect(() => tick(20, (memory) => filled.push(memory.length), send)).toThrow(
    'the interpreter gave a place outside its memory',
  );
  expect(filled).toEqual([]);
});
