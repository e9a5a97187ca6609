import { expect } from 'vitest';
import { encodeJson } from '../../../src/protocol/exact-json.ts';
import type { Message, RawHost } from './raw-host.ts';

/** One step of a case of conformance/host-protocol. */
export type Step =
  | { send: unknown }
  | { receive: unknown }
  | { receiveLine: string }
  | { receiveInAnyOrder: unknown[] }
  | { endInput: true }
  | { exitCode: number };

/** Replays a case against a host whose first line has not been read. */
export async function replay(host: RawHost, steps: readonly Step[]): Promise<void> {
  const names = new Map<string, unknown>();
  for (const step of steps) {
    if ('send' in step) {
      const { send } = step;
      const line =
        typeof send === 'string' ? send : encodeJson(fill(send, names), { name: 'send' });
      host.send(`${line}\n`);
    } else if ('receive' in step) {
      expectMatch(await host.next(), [step.receive], names);
    } else if ('receiveLine' in step) {
      expect(await host.line()).toBe(step.receiveLine);
    } else if ('receiveInAnyOrder' in step) {
      const open = [...step.receiveInAnyOrder];
      while (open.length > 0) open.splice(expectMatch(await host.next(), open, names), 1);
    } else if ('endInput' in step) {
      host.child.stdin?.end();
    } else {
      const { code, rest } = await host.end();
      expect({ code, rest }).toEqual({ code: step.exitCode, rest: [] });
    }
  }
}

/** Puts remembered values where a message refers to them. */
function fill(value: unknown, names: ReadonlyMap<string, unknown>): unknown {
  if (Array.isArray(value)) return value.map((one) => fill(one, names));
  if (typeof value !== 'object' || value === null) return value;
  if ('$name' in value) return names.get(String(value.$name));
  const filled: Record<string, unknown> = Object.create(null);
  for (const [key, one] of Object.entries(value)) filled[key] = fill(one, names);
  return filled;
}

/** The pattern that a message matches; fails with the first one when there is none. */
function expectMatch(message: Message, patterns: unknown[], names: Map<string, unknown>): number {
  const found = patterns.findIndex((pattern) => matches(message, pattern, names));
  if (found < 0) expect(message).toEqual(patterns[0]);
  return found;
}

/** Whether a value matches a pattern, as conformance/README.md says. */
export function matches(value: unknown, pattern: unknown, names: Map<string, unknown>): boolean {
  if (Array.isArray(pattern)) {
    const sameLength = Array.isArray(value) && value.length === pattern.length;
    return sameLength && pattern.every((one, index) => matches(value[index], one, names));
  }
  if (typeof pattern !== 'object' || pattern === null) return value === pattern;
  if ('$any' in pattern) return value !== undefined;
  if ('$absent' in pattern) return value === undefined;
  if ('$contains' in pattern) {
    return typeof value === 'string' && value.includes(String(pattern.$contains));
  }
  if ('$name' in pattern) {
    if (typeof value !== 'string') return false;
    names.set(String(pattern.$name), value);
    return true;
  }
  if (typeof value !== 'object' || value === null || Array.isArray(value)) return false;
  return Object.entries(pattern).every(([key, one]) =>
    matches(Object.hasOwn(value, key) ? (value as Message)[key] : undefined, one, names),
  );
}
