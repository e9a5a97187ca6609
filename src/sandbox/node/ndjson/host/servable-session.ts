import type { Limits } from '../../../../protocol/limits.ts';
import type { HostCallHandler } from '../../host-calls.ts';

type Events = readonly unknown[];

/** What a session is opened with. */
export interface SessionRequest {
  initialFiles?: readonly { path: string; content: Uint8Array }[];
  allowedHosts?: string[];
  limits?: Partial<Limits>;
  /** Aborted when the session is not wanted any more before it is there. */
  signal: AbortSignal;
}

/** The part of a session that a host serves. */
export interface ServableSession {
  runPtc(request: {
    code: string;
    tools: readonly string[];
    onHostCall: HostCallHandler;
    signal: AbortSignal;
    limits?: Partial<Limits>;
    filename?: string;
  }): Promise<{ ok: boolean }>;
  run?(
    command: string,
    options: { signal: AbortSignal },
  ): Promise<{
    events: Events;
    stdout: string;
    stderr: string;
    output: string;
    exitCode: number | null;
  }>;
  writeFile(path: string, content: Uint8Array): Promise<{ events: Events }>;
  readFile(path: string): Promise<{ events: Events; content: Uint8Array }>;
  listDir(path?: string): Promise<{ events: Events; output: string }>;
  installPythonPackages?(
    requirements: string | string[],
    options?: { deps?: boolean },
  ): Promise<{
    installed: readonly { requirement: string; name?: string; version?: string }[];
    requirements: readonly string[];
  }>;
  close(): Promise<unknown>;
}

export type OpenSession = (request: SessionRequest) => Promise<ServableSession>;
