import { expect, test } from 'vitest';
import { DEFAULT_LIMITS, resolveLimits } from '../../src/protocol/limits.ts';

test('without a word the defaults hold', () => {
  expect(resolveLimits()).toEqual({
    wallClockMs: 120_000,
    calls: 100_000,
    callsInFlight: 32,
    callMs: 60_000,
    argumentBytes: 1_048_576,
    resultBytes: 16_777_216,
    outputBytes: 1_048_576,
    memoryBytes: 536_870_912,
    diskBytes: 134_217_728,
  });
});

test('a given limit replaces its default and no other', () => {
  expect(resolveLimits({ calls: 3 })).toEqual({ ...DEFAULT_LIMITS, calls: 3 });
});

test('an undefined limit is not given', () => {
  expect(resolveLimits({ calls: undefined }).calls).toBe(100_000);
});

test('the defaults cannot be changed through what was resolved', () => {
  resolveLimits().calls = 1;
  expect(DEFAULT_LIMITS.calls).toBe(100_000);
});

test.each([0, -1, 1.5, Number.NaN, Number.POSITIVE_INFINITY, 2 ** 53])(
  '%s is no limit',
  (value) => {
    expect(() => resolveLimits({ callMs: value })).toThrow(
      `Limit callMs must be a positive whole number, not ${value}`,
    );
  },
);

test.each(['timeout', 'toString', '__proto__'])('there is no limit named %s', (name) => {
  const given = Object.fromEntries([[name, 1]]);
  expect(() => resolveLimits(given)).toThrow(
    `There is no limit named ${name}; the limits are wallClockMs, calls, callsInFlight, callMs, ` +
      'argumentBytes, resultBytes, outputBytes, memoryBytes, diskBytes',
  );
});

test('what is not given, or given as undefined, is as the defaults of the caller have it', () => {
  const defaults = { ...DEFAULT_LIMITS, wallClockMs: 5, calls: 7 };
  expect(resolveLimits({ wallClockMs: undefined, callMs: 9 }, defaults)).toEqual({
    ...DEFAULT_LIMITS,
    wallClockMs: 5,
    calls: 7,
    callMs: 9,
  });
  expect(defaults.callMs).toBe(60_000);
});
