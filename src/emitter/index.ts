export { emitBegin, emitEnd, flush, withCall } from './default-emitter.ts';
export {
  type CallBegin,
  type CallEnd,
  createEmitter,
  type Emitter,
  type EmitterOptions,
} from './emitter.ts';
