import fc from 'fast-check';
import { expect, test } from 'vitest';
import { SignIn } from '../../src/server/access/sign-in.ts';

const DAY = 86_400_000;

test('a session ends after 30 days, and a link nobody has opened after an hour', () => {
  let now = 1_000_000_000_000;
  const signIn = new SignIn('the-token-of-a-test', () => now);
  const session = signIn.makeSession();
  const link = signIn.makeLinkKey();
  const later = signIn.makeLinkKey();
  now += 59 * 60_000;
  expect(signIn.takeLinkKey(link)).toBe(true);
  expect(signIn.takeLinkKey(link)).toBe(false);
  now += 2 * 60_000;
  expect(signIn.takeLinkKey(later)).toBe(false);
  now += 29 * DAY;
  expect(signIn.isSession(session)).toBe(true);
  now += DAY;
  expect(signIn.isSession(session)).toBe(false);
});

test('a session is good at a server that was started anew with the same token, and at no other', () => {
  const session = new SignIn('the-token-of-a-test').makeSession();
  expect(new SignIn('the-token-of-a-test').isSession(session)).toBe(true);
  expect(new SignIn('the-token-of-a-tesT').isSession(session)).toBe(false);
});

test('links that nobody opens do not pile up: the oldest goes', () => {
  const signIn = new SignIn('the-token-of-a-test');
  const keys = Array.from({ length: 101 }, () => signIn.makeLinkKey());
  expect(keys.map((key) => signIn.takeLinkKey(key))).toEqual([false, ...Array(100).fill(true)]);
});

test('no text but the one that was given is a session', () => {
  const signIn = new SignIn('the-token-of-a-test');
  const session = signIn.makeSession();
  const altered = fc
    .tuple(fc.nat(session.length), fc.nat(3), fc.string({ maxLength: 4 }))
    .map(([at, cut, put]) => session.slice(0, at) + put + session.slice(at + cut));
  fc.assert(
    fc.property(fc.oneof(altered, fc.string()), (given) => {
      expect(signIn.isSession(given)).toBe(given === session);
      expect(signIn.isToken(given)).toBe(false);
      expect(signIn.takeLinkKey(given)).toBe(false);
    }),
  );
});
