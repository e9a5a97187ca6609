import { parseJson } from '../../protocol/exact-json.ts';
import { endOfString } from '../../protocol/json-text.ts';
import type { Limits } from '../../protocol/limits.ts';

/**
 * Messages in a batch frame, as JSON arrays that begin with their kind. What comes from the guest is
 * untrusted: a program can reach the code that writes these.
 */
export type GuestMessage =
  | { kind: 'call'; number: number; tool: string; line: number; args: Record<string, unknown> }
  /** The program gave up on a call. */
  | { kind: 'stop'; number: number }
  /** Wake the guest with an empty batch after so many milliseconds; null: no more. */
  | { kind: 'timer'; delayMs: number | null }
  | { kind: 'done'; run: number; end: GuestEnd; notes: string[] };

export type GuestEnd =
  /** The value's JSON text, exactly as Python wrote it. */
  | { kind: 'value'; json: string }
  | { kind: 'preview'; text: string; type: string }
  | { kind: 'error'; name: string; message: string; traceback: string };

/** Names that begin so are the sandbox's own; no tool has one. */
export const RESERVED_PREFIX = 'causeway.';

/** The call by which a program sends an HTTP request, in a run that has a network. */
export const HTTP_CALL = 'causeway.http';

/** A tool as the guest is told of it. */
export interface ToolOffer {
  name: string;
  /** Null when the tool takes any keyword. */
  parameters: readonly { name: string; required: boolean }[] | null;
  /** Shown in errors, for instance `search(q: str, limit: int = 10)`. */
  signature: string;
  acceptsPositional: boolean;
}

/** One use of the `python3` command. */
export interface ScriptInvocation {
  kind: 'file' | 'command' | 'module' | 'stdin';
  /** Path, code or module name; empty for `stdin`. */
  target: string;
  /** `sys.argv`. */
  argv: readonly string[];
  /** Absolute. */
  cwd: string;
  /** All of `os.environ`. */
  env: Readonly<Record<string, string>>;
  /** Leaves out `PYTHONPATH` and the folder of the program. */
  isolated: boolean;
  /** Level of `-O`. */
  optimize: 0 | 1 | 2;
  /** Arguments of `-W`. */
  warnings: readonly string[];
}

/** Why a call failed, as the guest turns it into an exception. */
export interface CallFailure {
  name: string;
  message: string;
  code?: string | undefined;
}

export const toGuest = {
  run: (
    run: number,
    code: string,
    filename: string,
    offers: readonly ToolOffer[],
    limits: Limits,
    network = false,
  ): string => {
    return JSON.stringify([
      'run',
      run,
      code,
      filename,
      offers.map(({ name, parameters, signature, acceptsPositional }) => [
        name,
        parameters?.map((one) => [one.name, one.required]) ?? null,
        signature,
        acceptsPositional,
      ]),
      limits,
      network,
    ]);
  },
  /** Its `done` has the exit status as value. */
  script: (
    run: number,
    invocation: ScriptInvocation,
    limits: Limits,
    hasNetwork: boolean,
  ): string => JSON.stringify(['script', run, invocation, limits, hasNetwork]),
  /** `json` is the result's JSON text. */
  result: (number: number, json: string): string => `["ok",${number},${json}]`,
  failure: (number: number, { name, message, code }: CallFailure): string =>
    JSON.stringify(['err', number, [name, message, code ?? null]]),
  cancel: (run: number, reason: string): string => JSON.stringify(['cancel', run, reason]),
};

const MOST_NOTES = 100;
const LONGEST = { toolName: 200, note: 1000, name: 200, message: 64_000, traceback: 256_000 };

/**
 * Reads a batch; throws on anything a guest in order does not send. More values than `mostValues`
 * would take memory out of proportion to the text's size.
 */
export function parseGuestBatch(text: string, mostValues: number): GuestMessage[] {
  if (text.length > mostValues && countValues(text) > mostValues) {
    throw new TypeError('a batch holds too many values');
  }
  const batch = parseJson(text);
  if (!Array.isArray(batch)) throw new TypeError('a batch is not an array');
  return batch.map(parseMessage);
}

function parseMessage(message: unknown): GuestMessage {
  if (!Array.isArray(message)) throw new TypeError('a message is not an array');
  const kind: unknown = message[0];
  // Taking an array apart costs more than the rest of a call's message.
  if (kind === 'call') {
    return {
      kind,
      number: whole(message[1]),
      tool: string(message[2], LONGEST.toolName),
      line: whole(message[3]),
      args: object(message[4]),
    };
  }
  const [, first, second, third, fourth] = message as unknown[];
  switch (kind) {
    case 'stop':
      return { kind, number: whole(first) };
    case 'timer':
      return { kind, delayMs: first === null ? null : whole(first) };
    case 'done':
      return { kind, run: whole(first), end: parseEnd(second, third), notes: notes(fourth) };
    default:
      throw new TypeError('a message is of no known kind');
  }
}

function parseEnd(kind: unknown, data: unknown): GuestEnd {
  if (kind === 'value') return { kind, json: string(data) };
  const [first, second, third = ''] = list(data);
  if (kind === 'preview') {
    return { kind, text: string(first, LONGEST.message), type: string(second, LONGEST.name) };
  }
  if (kind === 'error') {
    return {
      kind,
      name: string(first, LONGEST.name),
      message: string(second, LONGEST.message),
      traceback: string(third, LONGEST.traceback),
    };
  }
  throw new TypeError('a run ended in no known way');
}

function whole(value: unknown): number {
  if (typeof value === 'number' && Number.isSafeInteger(value) && value >= 0) return value;
  throw new TypeError('a number is not a whole number');
}

function string(value: unknown, longest: number = Number.POSITIVE_INFINITY): string {
  if (typeof value !== 'string') throw new TypeError('a text is not a string');
  if (value.length > longest) throw new TypeError('a text is too long');
  return value;
}

function list(value: unknown): unknown[] {
  if (Array.isArray(value)) return value;
  throw new TypeError('a list of texts is not an array');
}

function notes(value: unknown): string[] {
  const all = list(value);
  if (all.length > MOST_NOTES) throw new TypeError('there are too many notes');
  return all.map((note) => string(note, LONGEST.note));
}

/** Upper bound of the values in a JSON text: what follows a bracket, a brace or a comma. */
function countValues(text: string): number {
  let count = 0;
  for (let at = 0; at < text.length; at += 1) {
    const code = text.charCodeAt(at);
    if (code === 44 || code === 91 || code === 123) count += 1;
    else if (code === 34) at = endOfString(text, at);
  }
  return count;
}

function object(value: unknown): Record<string, unknown> {
  if (typeof value === 'object' && value !== null && !Array.isArray(value)) {
    return value as Record<string, unknown>;
  }
  throw new TypeError('arguments are not an object');
}
