import type { EmscriptenModule } from './emscripten.ts';

const MORE = 43; // '+': the answer's first character when another one follows.

/**
 * Enters Python once for a batch of so many bytes, which `fill` writes into the given memory, and
 * hands back each answer, and whether another follows in the same tick.
 */
export type Tick = (
  bytes: number,
  fill: (memory: Uint8Array) => void,
  send: (answer: Uint8Array, more: boolean) => void,
) => void;

/**
 * Enters Python through the C API. No pointer into the heap is kept between ticks except the address
 * of the entry function, which is the image's own.
 */
export function createTicker(module: EmscriptenModule, entry: number): Tick {
  // A program can drop every reference that Python has to it; ours stays.
  module._Py_IncRef(entry);
  const call = (bytes: number, fill: (memory: Uint8Array) => void): number => {
    const input = module._malloc(bytes + 4);
    if (input === 0) throw new Error('there is no memory for what the host sent');
    const memory = module.HEAPU8.subarray(input, input + bytes);
    // A program can have the allocator name a place where not all of it fits.
    if (memory.length !== bytes) throw new Error('the interpreter gave a place outside its memory');
    if (bytes > 0) fill(memory);
    const text = module._PyUnicode_FromStringAndSize(input, bytes);
    module._free(input);
    if (text === 0) throw new Error('the host sent a batch that is not UTF-8');
    const answer = module._PyObject_CallOneArg(entry, text);
    module._Py_DecRef(text);
    if (answer === 0) throw new Error('the session raised');
    return answer;
  };
  return (bytes, fill, send) => {
    for (let size = bytes; ; size = 0) {
      const answer = call(size, fill);
      const sizePointer = module._malloc(4);
      const start = module._PyUnicode_AsUTF8AndSize(answer, sizePointer);
      const length = module.HEAPU32[sizePointer >>> 2] ?? 0;
      module._free(sizePointer);
      if (start === 0) throw new Error('the session answered with text that is not UTF-8');
      const more = module.HEAPU8[start] === MORE;
      if (length > 1) send(module.HEAPU8.subarray(start + 1, start + length), more);
      module._Py_DecRef(answer);
      if (!more) return;
    }
  };
}
