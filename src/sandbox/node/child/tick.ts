import type { EmscriptenModule } from './emscripten.ts';

const MORE = 43; // '+': the answer's first character when another one follows.
const EMPTY = new Uint8Array();

/**
 * Enters Python once per batch through the C API and hands back each answer, and whether another
 * follows in the same tick. No pointer into the
 * heap is kept between calls except the address of the entry function, which is the image's own.
 */
export function createTicker(
  module: EmscriptenModule,
  entry: number,
): (batch: Uint8Array, send: (answer: Uint8Array, more: boolean) => void) => void {
  // A program can drop every reference that Python has to it; ours stays.
  module._Py_IncRef(entry);
  const call = (batch: Uint8Array): number => {
    const input = module._malloc(batch.length + 4);
    module.HEAPU8.set(batch, input);
    const text = module._PyUnicode_FromStringAndSize(input, batch.length);
    module._free(input);
    if (text === 0) throw new Error('the host sent a batch that is not UTF-8');
    const answer = module._PyObject_CallOneArg(entry, text);
    module._Py_DecRef(text);
    if (answer === 0) throw new Error('the session raised');
    return answer;
  };
  return (batch, send) => {
    let input = batch;
    for (;;) {
      const answer = call(input);
      const sizePointer = module._malloc(4);
      const start = module._PyUnicode_AsUTF8AndSize(answer, sizePointer);
      const size = module.HEAPU32[sizePointer >>> 2] ?? 0;
      module._free(sizePointer);
      if (start === 0) throw new Error('the session answered with text that is not UTF-8');
      const more = module.HEAPU8[start] === MORE;
      if (size > 1) send(module.HEAPU8.subarray(start + 1, start + size), more);
      module._Py_DecRef(answer);
      if (!more) return;
      input = EMPTY;
    }
  };
}
