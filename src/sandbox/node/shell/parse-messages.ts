import { posix } from 'node:path';
import type { FileOperation } from '../../common/file-operations.ts';
import type { ScriptInvocation } from '../../common/guest-messages.ts';
import { LONGEST_PATH, type ShellEnd, type ShellRequest, type ShellState } from './messages.ts';

/*
 * What comes from a shell process is untrusted: the code there reads what programs wrote. Everything
 * here throws a TypeError on what ours never sends.
 */

type Fields = Record<string, unknown>;

export function parseShellRequest(json: unknown): { id: number; request: ShellRequest } {
  const { id, kind, ...fields } = Object(json) as Fields;
  return { id: whole(id), request: parseRequest(kind, fields) };
}

function parseRequest(kind: unknown, fields: Fields): ShellRequest {
  switch (kind) {
    case 'file':
      return { kind, operation: parseOperation(Object(fields.operation)) };
    case 'python':
      return { kind, invocation: parseInvocation(Object(fields.invocation)) };
    case 'pip': {
      const { args, cwd, env } = fields;
      return { kind, args: texts(args), cwd: path(cwd), env: variables(env) };
    }
    case 'fetch': {
      const { url, method, headers } = fields;
      return { kind, url: text(url), method: text(method), headers: list(headers).map(pair) };
    }
    default:
      throw new TypeError('a request is of no known kind');
  }
}

export function parseShellEnd({ exitCode, state }: Fields): ShellEnd {
  const status = whole(exitCode) & 0xff;
  return state === undefined
    ? { exitCode: status }
    : { exitCode: status, state: parseState(Object(state)) };
}

function parseState({ cwd, env }: Fields): ShellState {
  return { cwd: path(cwd), env: variables(env) };
}

function parseOperation(fields: Fields): FileOperation {
  const { op } = fields;
  const at = path(fields.path);
  const recursive = fields.recursive === true;
  switch (op) {
    case 'read':
      return { op, path: at, mostBytes: whole(fields.mostBytes) };
    case 'write':
    case 'append':
    case 'list':
    case 'stat':
    case 'lstat':
    case 'readlink':
    case 'realpath':
      return { op, path: at };
    case 'mkdir':
      return { op, path: at, parents: fields.parents === true };
    case 'remove':
      return { op, path: at, recursive };
    case 'copy':
      return { op, path: at, to: path(fields.to), recursive };
    case 'rename':
      return { op, path: at, to: path(fields.to) };
    case 'symlink':
      return { op, path: at, to: text(fields.to, LONGEST_PATH) };
    case 'chmod':
      return { op, path: at, mode: whole(fields.mode) };
    case 'utimes':
      return {
        op,
        path: at,
        accessedMs: time(fields.accessedMs),
        modifiedMs: time(fields.modifiedMs),
      };
    default:
      throw new TypeError('a file operation is of no known kind');
  }
}

const INVOCATION_KINDS = ['file', 'command', 'module', 'stdin'] as const;

function parseInvocation(fields: Fields): ScriptInvocation {
  const { target, argv, cwd, env, isolated, optimize, warnings } = fields;
  const kind = INVOCATION_KINDS.find((one) => one === fields.kind);
  if (kind === undefined) throw new TypeError('an invocation is of no known kind');
  const level = ([0, 1, 2] as const).find((one) => one === optimize) ?? 0;
  return {
    kind,
    target: text(target),
    argv: texts(argv),
    cwd: path(cwd),
    env: variables(env),
    isolated: isolated === true,
    optimize: level,
    warnings: texts(warnings),
  };
}

/** An absolute path without `.` and `..`, as the library makes them. */
function path(value: unknown): string {
  const given = text(value, LONGEST_PATH);
  if (!given.startsWith('/') || given.includes('\0')) throw new TypeError('a path is not absolute');
  const normal = posix.normalize(given);
  return normal.length > 1 && normal.endsWith('/') ? normal.slice(0, -1) : normal;
}

function variables(value: unknown): Record<string, string> {
  const entries = Object.entries(Object(value) as Fields);
  return Object.fromEntries(entries.map(([name, one]) => [name, text(one)]));
}

function texts(value: unknown): string[] {
  return list(value).map((one) => text(one));
}

function pair(value: unknown): [string, string] {
  const [name, content] = list(value);
  return [text(name), text(content)];
}

function list(value: unknown): unknown[] {
  if (Array.isArray(value)) return value;
  throw new TypeError('a list is not an array');
}

function text(value: unknown, longest: number = Number.POSITIVE_INFINITY): string {
  if (typeof value === 'string' && value.length <= longest) return value;
  throw new TypeError('a text is no string, or too long');
}

function whole(value: unknown): number {
  if (typeof value === 'number' && Number.isSafeInteger(value) && value >= 0) return value;
  throw new TypeError('a number is not a whole number');
}

function time(value: unknown): number {
  if (typeof value === 'number' && Number.isFinite(value)) return value;
  throw new TypeError('a time is not a number');
}
