import type { Limits } from '../limits.ts';
import {
  aBoolean,
  aNumber,
  anObject,
  aString,
  listOf,
  objectOf,
  optional,
  recordOf,
  type Shape,
  stringOrStrings,
} from '../shape.ts';

/** A file's content on its way: base64, with or without padding, of either alphabet. */
type Base64 = string;

interface GivenFile {
  /** Relative paths begin at `/workspace`. */
  path: string;
  contentBase64: Base64;
}

/** What each method takes. Parameters that a method does not know are ignored. */
export interface HostParams {
  /** Opens the session; a later one ends it and opens another. */
  init: {
    /** Accepted and ignored: limits are in time and memory. */
    stepBudget?: unknown;
    initialFiles?: readonly GivenFile[];
    /** Hosts the session may reach. Default: none. */
    allowedHosts?: readonly string[];
    /** Limits of the session. Published hosts do not know it. */
    limits?: Partial<Limits>;
  };
  runPtc: {
    code: string;
    /** Names the program may call. */
    tools?: readonly string[];
    /** Limits of this run. Published hosts do not know it. */
    limits?: Partial<Limits>;
    /** Name in tracebacks. Published hosts do not know it. */
    filename?: string;
  };
  /** Runs a shell command line. */
  run: { command: string };
  writeFile: GivenFile;
  readFile: { path: string };
  listDir: { path?: string };
  installPythonPackages: {
    requirements: string | readonly string[];
    options?: { deps?: boolean };
  };
  close: object;
}

export type HostMethod = keyof HostParams;

/** `events` is always empty: published hosts put the events of their shell there. */
export interface HostResults {
  init: { events: unknown[]; version: string };
  runPtc: { envelope: { ok: boolean } };
  run: {
    events: unknown[];
    stdout: string;
    stderr: string;
    output: string;
    /** Null where a published host does not know it. */
    exitCode: number | null;
  };
  writeFile: { events: unknown[] };
  readFile: { events: unknown[]; contentBase64: Base64 };
  listDir: { events: unknown[]; output: string };
  installPythonPackages: {
    installed: { requirement: string; name?: string; version?: string }[];
    requirements: string[];
  };
  close: { closed: true };
}

const strings = listOf(aString);
const limits = optional(recordOf(aNumber));
const file = objectOf({ path: aString, contentBase64: aString });

/** One row per method; the compiler refuses a missing one. */
export const hostParamsShapes: { readonly [M in HostMethod]: Shape } = {
  init: objectOf({
    initialFiles: optional(listOf(file)),
    allowedHosts: optional(strings),
    limits,
  }),
  runPtc: objectOf({
    code: aString,
    tools: optional(strings),
    limits,
    filename: optional(aString),
  }),
  run: objectOf({ command: aString }),
  writeFile: file,
  readFile: objectOf({ path: aString }),
  listDir: objectOf({ path: optional(aString) }),
  installPythonPackages: objectOf({
    requirements: stringOrStrings,
    options: optional(objectOf({ deps: optional(aBoolean) })),
  }),
  close: anObject,
};

/** What each method gives: a reply of another shape is none that a client can use. */
export const hostResultShapes: { readonly [M in HostMethod]: Shape } = {
  init: anObject,
  runPtc: objectOf({ envelope: objectOf({ ok: aBoolean }) }),
  run: objectOf({ stdout: aString, stderr: aString, output: aString }),
  writeFile: anObject,
  readFile: objectOf({ contentBase64: aString }),
  listDir: objectOf({ output: aString }),
  installPythonPackages: objectOf({
    installed: listOf(objectOf({ requirement: aString })),
    requirements: strings,
  }),
  close: anObject,
};

export function isHostMethod(method: string): method is HostMethod {
  return Object.hasOwn(hostParamsShapes, method);
}
