import fc from 'fast-check';
import { expect, test } from 'vitest';
import { resolveLimits } from '../../../src/protocol/limits.ts';
import { FrameReader } from '../../../src/sandbox/common/frame-reader.ts';
import {
  encodeFrame,
  FRAME,
  type FrameKind,
  packJsonAndBytes,
  unpackJsonAndBytes,
} from '../../../src/sandbox/common/frames.ts';
import { parseGuestBatch } from '../../../src/sandbox/common/guest-messages.ts';
import { batchValues, frameBytes } from '../../../src/sandbox/node/frame-bounds.ts';
import { pieces } from './arbitrary-lines.ts';
import { openProcess } from './open-process.ts';

const limits = resolveLimits({ diskBytes: 1_000_000, resultBytes: 100_000 });

const number = fc.oneof(
  { weight: 20, arbitrary: fc.nat(50) },
  { weight: 1, arbitrary: fc.oneof(fc.integer(), fc.double(), fc.constant(null), fc.string()) },
);
const message = fc.oneof(
  fc.tuple(fc.constant('call'), number, fc.string(), number, fc.dictionary(fc.string(), fc.json())),
  fc.tuple(fc.constant('stop'), number),
  fc.tuple(fc.constant('timer'), number),
  fc.tuple(
    fc.constant('done'),
    number,
    fc.constantFrom('value', 'preview', 'error', 'other'),
    fc.oneof(fc.json(), fc.array(fc.string(), { maxLength: 4 })),
    fc.oneof(fc.array(fc.string()), fc.json()),
  ),
  fc.array(fc.jsonValue()),
);
const batch = fc.oneof(
  { weight: 3, arbitrary: fc.array(message).map((messages) => JSON.stringify(messages)) },
  { weight: 1, arbitrary: fc.json() },
  { weight: 1, arbitrary: fc.string() },
  { weight: 1, arbitrary: fc.constantFrom('['.repeat(2000), '[[', '[1e999]', '[[],,]') },
);
const payload = fc.oneof(
  { weight: 3, arbitrary: batch.map((text) => new Uint8Array(Buffer.from(text))) },
  { weight: 1, arbitrary: fc.uint8Array({ maxLength: 300 }) },
  {
    weight: 1,
    arbitrary: fc
      .tuple(fc.jsonValue(), fc.uint8Array({ maxLength: 50 }))
      .map(([json, bytes]) => packJsonAndBytes(json, bytes)),
  },
);
const frame = fc
  .oneof(
    fc.tuple(
      fc.constantFrom<number>(FRAME.batch, FRAME.partial),
      batch.map((text) => new Uint8Array(Buffer.from(text))),
    ),
    fc.tuple(fc.nat(13), payload),
  )
  .map(([kind, bytes]) => Buffer.from(encodeFrame(kind as FrameKind, bytes)));
/** Frames, and frames whose header tells another length or kind. */
const stream = fc
  .array(
    fc.oneof(
      { weight: 8, arbitrary: frame },
      { weight: 1, arbitrary: fc.uint8Array({ maxLength: 40 }).map((bytes) => Buffer.from(bytes)) },
    ),
    { minLength: 1, maxLength: 4 },
  )
  .map((frames) => Buffer.concat(frames));

/** What a host makes of a stream: the words of each frame, up to the first that it refuses. */
function readAll(chunks: readonly Uint8Array[]): string[] {
  const reader = new FrameReader((kind) => frameBytes(kind, limits));
  const decoder = new TextDecoder('utf-8', { fatal: true });
  const read: string[] = [];
  try {
    for (const chunk of chunks) {
      for (const { kind, payload: bytes } of reader.push(chunk)) {
        if (kind === FRAME.batch || kind === FRAME.partial) {
          const messages = parseGuestBatch(decoder.decode(bytes), batchValues(limits));
          read.push(...messages.map((one) => `${kind} ${one.kind}`));
        } else if (kind === FRAME.fileReply) {
          read.push(`reply ${typeof unpackJsonAndBytes(bytes).json}`);
        } else {
          read.push(`${kind} ${bytes.length}`);
        }
      }
    }
  } catch (error) {
    // Whatever is refused is refused by an error with a sentence, never by a failure of ours.
    expect(error).toBeInstanceOf(Error);
    expect(String((error as Error).stack)).not.toMatch(/Maximum call stack|undefined is not/);
    read.push('refused');
  }
  return read;
}

test('H-P13 ten thousand random streams of frames are read alike however they are cut, or refused', () => {
  const seen = new Set<string>();
  fc.assert(
    fc.property(
      stream,
      fc.array(fc.integer({ min: 1, max: 60 }), { minLength: 1 }),
      (bytes, cuts) => {
        const whole = readAll([bytes]);
        const inPieces = readAll(pieces(bytes, cuts));
        // Where a stream is refused, what came before in the same chunk may not have been read.
        if (whole.at(-1) === 'refused') expect(inPieces.at(-1)).toBe('refused');
        else expect(inPieces).toEqual(whole);
        for (const one of whole) seen.add(one);
      },
    ),
    { numRuns: 10_000 },
  );
  for (const kind of [
    '1 call',
    '1 stop',
    '1 timer',
    '1 done',
    '10 call',
    'reply object',
    'refused',
  ]) {
    expect([...seen]).toContain(kind);
  }
  expect(Object.keys(Object.prototype)).toEqual([]);
});

test('H-P13 a process that sends random frames is ended by name, and the host goes on', async () => {
  const mainFile = new URL('fixtures/random-frames-main.ts', import.meta.url);
  const ends: string[] = [];
  for (const seed of fc.sample(fc.integer(), 12)) {
    const started = await openProcess(limits, { mainFile, seed });
    const ended = new Promise<string>((resolve) => {
      started.listen({
        messages() {},
        output() {},
        outputCut() {},
        ended: ({ reason }) => resolve(reason),
      });
    });
    started.wake();
    ends.push(await ended);
  }
  // A fault frame may name any reason that there is; everything else is the protocol's.
  expect(ends.filter((reason) => !['protocol', 'internal'].includes(reason))).toEqual([]);
  expect(ends).toContain('protocol');
});
