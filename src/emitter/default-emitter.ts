import { createEmitter, type Emitter } from './emitter.ts';

const emitter = createEmitter();

/** `emitBegin` of the emitter whose URL is in the environment. */
export const emitBegin: Emitter['emitBegin'] = emitter.emitBegin;

/** `emitEnd` of the emitter whose URL is in the environment. */
export const emitEnd: Emitter['emitEnd'] = emitter.emitEnd;

/** `withCall` of the emitter whose URL is in the environment. */
export const withCall: Emitter['withCall'] = emitter.withCall;

/** Resolves when all that any emitter reported has arrived, or has failed. */
export const flush: Emitter['flush'] = emitter.flush;
