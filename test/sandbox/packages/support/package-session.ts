import {
  type NodeSession,
  type NodeSessionOptions,
  openNodeSession,
} from '../../../../src/sandbox/node/create-node-session.ts';
import { allowedFetch } from './allowed-fetch.ts';

/** Runs `test` with a session that may reach its `allowedHosts`. */
export async function withPackages<T>(
  options: NodeSessionOptions,
  test: (session: NodeSession) => Promise<T>,
): Promise<T> {
  const { allowedHosts = [] } = options;
  const fetch = allowedHosts.length === 0 ? undefined : allowedFetch(allowedHosts);
  const session = await openNodeSession(options, { fetch });
  try {
    return await test(session);
  } finally {
    await session.close();
  }
}

/** The value of a program, which must end well. */
export async function valueOf(session: NodeSession, code: string): Promise<unknown> {
  const { ok, value, message, traceback } = await session.runPtc({ code });
  if (!ok) throw new Error(`the program failed: ${message}\n${traceback}`);
  return value;
}

/** What a rejected promise says. */
export async function told(action: Promise<unknown>): Promise<string> {
  return action.then(
    () => 'it worked',
    (error: Error & { code?: string }) => `${error.name} ${error.code}: ${error.message}`,
  );
}
