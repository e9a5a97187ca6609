import {
  createNodeSession,
  type NodeSession,
  type NodeSessionOptions,
} from '../../../../src/sandbox/node/create-node-session.ts';

/** Runs `test` with a session that may reach its `allowedHosts`. */
export async function withPackages<T>(
  options: NodeSessionOptions,
  test: (session: NodeSession) => Promise<T>,
): Promise<T> {
  const session = await createNodeSession(options);
  try {
    return await test(session);
  } finally {
    await session.close();
  }
}

/** The value of a program, which must end well. */
export async function evaluate(session: NodeSession, code: string): Promise<unknown> {
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

/** Every file of the session with its size, so that two of them show what changed. */
export function filesOf(session: NodeSession): Promise<unknown> {
  return evaluate(
    session,
    `
import os
[
    f'{path} {os.path.getsize(path)}'
    for folder, _, names in sorted(os.walk('/'))
    if not folder.startswith(('/dev', '/proc'))
    for path in sorted(os.path.join(folder, name) for name in names)
] + [folder for folder, *_ in sorted(os.walk('/lib')) if '__pycache__' not in folder]
`,
  );
}

/** Runs an action that must fail; nothing may be left of it, and the session must go on. */
export async function refusal(
  session: NodeSession,
  action: () => Promise<unknown>,
): Promise<string> {
  const before = await filesOf(session);
  const said = await told(action());
  if (JSON.stringify(await filesOf(session)) !== JSON.stringify(before)) {
    throw new Error(`something was left behind: ${said}`);
  }
  if ((await evaluate(session, '6 * 7')) !== 42) throw new Error('the session does not go on');
  return said;
}
