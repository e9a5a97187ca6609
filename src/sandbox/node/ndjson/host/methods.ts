import type { HostMethod, HostParams, HostResults } from '../../../../protocol/host/methods.ts';
import { decodeBase64, encodeBase64 } from '../base64.ts';
import type { ClientCalls } from './client-calls.ts';
import type { ServableSession } from './servable-session.ts';
import type { SessionSlot } from './session-slot.ts';

/** A request's way to the session it is for, and to whoever cancels it. */
export interface RequestContext {
  /** Inits that had come when the request did, itself included. */
  inits: number;
  session(): Promise<ServableSession>;
  signal: AbortSignal;
}

/** `close` is no row: it ends the host itself. */
export type ServedMethod = Exclude<HostMethod, 'close'>;

export type Methods = {
  readonly [M in ServedMethod]: (
    params: HostParams[M],
    context: RequestContext,
  ) => Promise<HostResults[M]>;
};

/** What each method does. A rejection's message is the text of the reply. */
export function createMethods(slot: SessionSlot, calls: ClientCalls, version: string): Methods {
  return {
    async init({ initialFiles = [], allowedHosts = [], limits }, { inits }) {
      await slot.replace(inits, {
        initialFiles: initialFiles.map(({ path, contentBase64 }) => ({
          path,
          content: decodeBase64(contentBase64, path),
        })),
        allowedHosts: [...allowedHosts],
        ...(limits && { limits }),
      });
      return { events: [], version };
    },

    async runPtc({ code, tools = [], limits, filename }, { session, signal }) {
      const live = await session();
      try {
        const envelope = await live.runPtc({
          code,
          tools,
          signal,
          onHostCall: (call, context) => calls.ask(call, context.signal),
          ...(limits && { limits }),
          ...(filename !== undefined && { filename }),
        });
        return { envelope };
      } finally {
        calls.programEnded();
      }
    },

    async run({ command }, { session, signal }) {
      const live = await session();
      if (live.run === undefined) throw new Error('the session of this host has no shell');
      const { stdout, stderr, output, exitCode } = await live.run(command, { signal });
      return { events: [], stdout, stderr, output, exitCode };
    },

    async writeFile({ path, contentBase64 }, { session }) {
      const content = decodeBase64(contentBase64, path);
      await (await session()).writeFile(path, content);
      return { events: [] };
    },

    async readFile({ path }, { session }) {
      const { content } = await (await session()).readFile(path);
      return { events: [], contentBase64: encodeBase64(content) };
    },

    async listDir({ path }, { session }) {
      const { output } = await (await session()).listDir(path);
      return { events: [], output };
    },

    async installPythonPackages({ requirements, options = {} }, { session }) {
      const live = await session();
      if (live.installPythonPackages === undefined) {
        throw new Error('the session of this host cannot install packages');
      }
      const { deps } = options;
      const asked = typeof requirements === 'string' ? requirements : [...requirements];
      const done = await live.installPythonPackages(asked, deps === undefined ? {} : { deps });
      return {
        installed: done.installed.map(({ requirement, name, version: its }) => ({
          requirement,
          ...(name !== undefined && { name }),
          ...(its !== undefined && { version: its }),
        })),
        requirements: [...done.requirements],
      };
    },
  };
}
