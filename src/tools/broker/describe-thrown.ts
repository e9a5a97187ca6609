import type { CallError } from '../../protocol/events/call.ts';

/** Longest message of an error that crosses, in characters. */
const MAX_MESSAGE = 8000;

/**
 * What is told of anything that a tool threw: class name, message, and its string `code`. The stack
 * stays on the host. Never throws, whatever the thrown thing does when it is looked at.
 */
export function describeThrown(thrown: unknown): CallError {
  if (typeof thrown !== 'object' || thrown === null) {
    return { name: 'Error', message: clip(safely(() => String(thrown)) ?? 'no message') };
  }
  const message = read(thrown, 'message') ?? safely(() => shortJson(thrown)) ?? 'no message';
  const code = read(thrown, 'code');
  const error: CallError = { name: nameOf(thrown), message: clip(message) };
  // Codes are tokens; a longer text is not one.
  if (code !== undefined && code !== '' && code.length <= 100) error.code = code;
  return error;
}

/** A class name: Python makes an exception class of that name. */
function nameOf(thrown: object): string {
  const given = read(thrown, 'name');
  // A subclass that sets no name has that of Error; its own is more telling.
  const made = safely(() => (thrown.constructor as { name?: unknown } | undefined)?.name);
  const name = given === undefined || given === 'Error' ? (made ?? given) : given;
  const fits = typeof name === 'string' && /^[A-Za-z_]\w{0,99}$/.test(name) && name !== 'Object';
  return fits ? name : 'Error';
}

function read(thrown: object, key: string): string | undefined {
  const value = safely(() => (thrown as Record<string, unknown>)[key]);
  return typeof value === 'string' ? value : undefined;
}

function shortJson(thrown: object): string {
  return JSON.stringify(thrown) ?? 'no message';
}

function safely<T>(look: () => T): T | undefined {
  try {
    return look();
  } catch {
    return undefined;
  }
}

function clip(message: string): string {
  if (message.length <= MAX_MESSAGE) return message;
  return `${message.slice(0, MAX_MESSAGE).toWellFormed()}… (${message.length} characters)`;
}
