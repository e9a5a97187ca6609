import fc from 'fast-check';
import { expect, test } from 'vitest';
import { FrameReader } from '../../src/sandbox/common/frame-reader.ts';
import {
  encodeFrame,
  type FrameKind,
  packJsonAndBytes,
  unpackJsonAndBytes,
} from '../../src/sandbox/common/frames.ts';
import { parseGuestBatch } from '../../src/sandbox/common/guest-messages.ts';

const frame = fc.record({
  kind: fc.integer({ min: 1, max: 9 }) as fc.Arbitrary<FrameKind>,
  payload: fc.uint8Array({ maxLength: 200 }),
});

test('frames come out as they went in, however the stream is cut', () => {
  fc.assert(
    fc.property(fc.array(frame), fc.array(fc.integer({ min: 1, max: 50 })), (frames, cuts) => {
      const stream = Buffer.concat(frames.map(({ kind, payload }) => encodeFrame(kind, payload)));
      const reader = new FrameReader(() => 1000);
      const read = [];
      let at = 0;
      for (const size of [...cuts, stream.length]) {
        read.push(...reader.push(stream.subarray(at, at + size)));
        at += size;
      }
      read.push(...reader.push(stream.subarray(Math.min(at, stream.length))));
      expect(read.map(({ kind, payload }) => ({ kind, payload: [...payload] }))).toEqual(
        frames.map(({ kind, payload }) => ({ kind, payload: [...payload] })),
      );
    }),
  );
});

test('a frame that announces more than is allowed is refused before it is read', () => {
  const reader = new FrameReader(() => 100);
  expect(() => reader.push(Uint8Array.of(0, 0, 0, 127, 1, 0, 0, 0))).toThrow(
    'A frame of 2130706432 bytes is over the 100 allowed',
  );
});

test('H-P13 random bytes and random JSON are never taken for a batch in silence', () => {
  fc.assert(
    fc.property(fc.oneof(fc.string(), fc.json()), (text) => {
      try {
        const messages = parseGuestBatch(text, 1000);
        // Whatever passes is a list of known messages.
        return messages.every(({ kind }) => ['call', 'stop', 'timer', 'done'].includes(kind));
      } catch (error) {
        return error instanceof Error;
      }
    }),
    { numRuns: 2000 },
  );
});

test.each([
  ['{}', 'a batch is not an array'],
  ['[1]', 'a message is not an array'],
  ['[["open"]]', 'a message is of no known kind'],
  ['[["call",-1,"t",0,{}]]', 'a number is not a whole number'],
  ['[["call",1e30,"t",0,{}]]', 'a number is not a whole number'],
  ['[["call",1,{},0,{}]]', 'a text is not a string'],
  ['[["call",1,"t",0,[]]]', 'arguments are not an object'],
  ['[["done",1,"value",5,[]]]', 'a text is not a string'],
  ['[["done",1,"other",[],[]]]', 'a run ended in no known way'],
  ['[["done",1,"value","1",[2]]]', 'a text is not a string'],
])('H-P13 the batch %s is refused: %s', (text, told) => {
  expect(() => parseGuestBatch(text, 1000)).toThrow(told);
});

test('JSON beside bytes comes apart as it was put together', () => {
  fc.assert(
    fc.property(fc.jsonValue(), fc.uint8Array(), (json, bytes) => {
      const unpacked = unpackJsonAndBytes(packJsonAndBytes(json, bytes));
      expect(JSON.stringify(unpacked.json)).toBe(JSON.stringify(json));
      expect([...unpacked.bytes]).toEqual([...bytes]);
    }),
  );
  expect(() => unpackJsonAndBytes(Uint8Array.of(9, 0, 0, 0, 1))).toThrow('beyond the payload');
});
