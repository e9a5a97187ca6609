import type { SessionOptions } from '../session-options.ts';
import type { AgentSession } from './agent-session.ts';
import { type Ending, told } from './ending.ts';

export interface BodyParts {
  options: SessionOptions;
  session: AgentSession;
  ending: Ending;
  /** Tells the body to return. */
  signal: AbortSignal;
}

/**
 * Does what makes the agent run, and ends the session when that has returned. Never rejects; what is
 * thrown after the body was told to return is no failure.
 */
export async function runBody(parts: BodyParts): Promise<void> {
  const { ending, signal } = parts;
  try {
    await start(parts);
  } catch (error) {
    if (!signal.aborted) ending.fault({ weight: 'session', message: told(error) });
    return;
  }
  ending.end({ type: 'body_ended' });
}

async function start({ options, session, ending, signal }: BodyParts): Promise<void> {
  const { host, beforeExecute, body, command, resume } = options;
  const attached = await session.programs.attach();
  const wasStarted = resume?.process !== undefined;
  const hooks = session.hooks(signal, attached);
  if (!wasStarted && beforeExecute !== undefined && !signal.aborted) {
    await named('beforeExecute', async () => beforeExecute(hooks));
  }
  // Nothing is started for a session that is being ended, nor instead of an agent that is gone. One
  // that was found has the time that its end is given.
  if (attached === undefined && (wasStarted || ending.cause !== undefined)) return;
  session.hasBegun ||= body !== undefined || attached !== undefined;
  if (body !== undefined) return await named('The body', () => body(host, hooks));
  if (attached !== undefined) return void (await attached.exited);
  if (command === undefined) return;
  const wanted = typeof command === 'function' ? await command(hooks) : command;
  const process = await session.programs.launch(wanted);
  await process.exited;
}

/** Says in the message whose failure it is. */
async function named(name: string, call: () => Promise<void>): Promise<void> {
  try {
    await call();
  } catch (cause) {
    throw new Error(`${name} failed: ${told(cause)}`, { cause });
  }
}
