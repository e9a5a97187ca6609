import { afterAll } from 'vitest';
import {
  createNodeSession,
  type HostCall,
  type HostCallAnswer,
  type NodeSession,
  type NodeSessionOptions,
  type RunPtcRequest,
  type SessionEnvelope,
} from '../../../src/sandbox/node/index.ts';

/** Tools that most programs of the tests call. */
const TOOLS: Record<string, (args: Record<string, unknown>) => unknown> = {
  echo: ({ value }) => value,
  add: ({ a, b }) => Number(a) + Number(b),
  fail: ({ name, message }) => {
    throw Object.assign(new Error(String(message)), { name });
  },
  never: () => new Promise(() => {}),
};

async function serve(call: HostCall): Promise<HostCallAnswer> {
  const tool = TOOLS[call.tool];
  return { ok: true, value: await tool?.(call.args) };
}

export type Run = (
  code: string,
  request?: Partial<Omit<RunPtcRequest, 'code'>>,
) => Promise<SessionEnvelope>;

/** One session for all tests of a file; a run in it offers the tools above. */
export function sharedSession(options: NodeSessionOptions = {}): { run: Run; get(): NodeSession } {
  let opened: Promise<NodeSession> | undefined;
  let session: NodeSession | undefined;
  const open = async (): Promise<NodeSession> => {
    opened ??= createNodeSession(options);
    session = await opened;
    return session;
  };
  afterAll(async () => {
    await session?.close();
  });
  return {
    async run(code, request = {}) {
      const live = await open();
      return live.runPtc({ tools: Object.keys(TOOLS), onHostCall: serve, ...request, code });
    },
    get() {
      if (session === undefined) throw new Error('no run has opened the session yet');
      return session;
    },
  };
}

/** Runs `test` with a session of its own. */
export async function withSession<T>(
  options: NodeSessionOptions,
  test: (run: Run, session: NodeSession) => Promise<T>,
): Promise<T> {
  const session = await createNodeSession(options);
  try {
    return await test(
      (code, request = {}) =>
        session.runPtc({ tools: Object.keys(TOOLS), onHostCall: serve, ...request, code }),
      session,
    );
  } finally {
    await session.close();
  }
}
