import type { Follower } from '../../hosts/follower.ts';
import type { SessionLimits } from '../session-limits.ts';
import type { AgentPrograms } from './agent-programs.ts';
import type { CaptureQueue } from './capture-queue.ts';
import type { DeliveryQueue } from './delivery-queue.ts';
import type { Ending, EndingCause } from './ending.ts';
import { told } from './ending.ts';
import type { InboxWriter } from './inbox-writer.ts';
import { pause, within } from './within.ts';

/** Between looks at what the agent left running. */
const LOOK_MS = 100;

/** What is told at once to nobody who answers is given up after so long. */
const SHORT_MS = 5_000;

export interface ShutDownParts {
  ending: Ending;
  limits: SessionLimits;
  programs: AgentPrograms;
  log: Follower;
  /** Resolves when the reader of the log has ended. */
  logRead: Promise<void>;
  captures: CaptureQueue;
  deliveries: DeliveryQueue | undefined;
  inbox: InboxWriter;
  /** Resolves when all that was to be recorded is, or can't be. */
  recorded: () => Promise<void>;
  /** Resolves when the body has returned or thrown. */
  body: Promise<void>;
  /** Tells the body to return. */
  abortBody: () => void;
  /** Called when all that could write has been ended. */
  onSilenced: () => void;
}

/**
 * Ends what a session has begun, in an order that loses nothing: what is written is read before
 * anything is ended and again after, then captures end, then the callbacks. Every step has its time.
 * Resolves with whether the agent had said its last word before it was told to end.
 */
export async function shutDown(parts: ShutDownParts, cause: EndingCause): Promise<boolean> {
  const concludedInTime = await letEnd(parts, cause);
  const { programs, log, limits, ending, body, abortBody } = parts;
  abortBody();
  // A driver that was frozen for long learns by its record that the agent is another's by then.
  await within(parts.recorded(), SHORT_MS);
  const isLost = cause.type === 'lost' || ending.isTakenOver;
  if (!isLost) await programs.stop();
  const returned = await within(body, limits.bodyGraceMs);
  if (returned.state === 'late') {
    ending.note(`The body did not return within ${limits.bodyGraceMs} ms of being told to.`);
  }
  if (isLost) {
    log.stop();
    programs.drop();
  } else {
    parts.onSilenced();
    await readToTheEnd(parts);
  }
  await settleDeliverables(parts, isLost);
  const { inbox } = parts;
  await within(inbox.settled(), isLost ? 0 : SHORT_MS);
  inbox.stop();
  return concludedInTime || (cause.type === 'body_ended' && ending.conclusion !== undefined);
}

/** Gives the agent the time that the cause allows it to end by itself. */
async function letEnd(parts: ShutDownParts, cause: EndingCause): Promise<boolean> {
  const { ending, limits, log, body, abortBody, inbox } = parts;
  switch (cause.type) {
    case 'concluded':
      abortBody();
      await within(body, limits.concludedGraceMs);
      return true;
    case 'lost':
      return ending.conclusion !== undefined;
    case 'cancelled':
    case 'timed_out':
    case 'failed': {
      // What it had said before is read first: a cancellation that comes after DONE changes nothing.
      await within(log.drain(), SHORT_MS);
      if (ending.conclusion !== undefined) return await letEnd(parts, { type: 'concluded' });
      const reason = 'reason' in cause ? cause.reason : ending.faults[0]?.message;
      inbox.tell({ type: 'cancel', ...(reason !== undefined && { reason }) });
      abortBody();
      await within(body, limits.cancelGraceMs);
      return false;
    }
    case 'body_ended':
      await within(log.drain(), SHORT_MS);
      await waitForLastWord(parts);
      return ending.conclusion !== undefined;
  }
}

/** What the program left running may write the last line. */
async function waitForLastWord({ ending, programs, limits }: ShutDownParts): Promise<void> {
  const until = performance.now() + limits.lingerMs;
  while (ending.conclusion === undefined && performance.now() < until) {
    if (!(await programs.areAlive())) return;
    await pause(LOOK_MS);
  }
}

async function readToTheEnd({
  log,
  logRead,
  programs,
  ending,
  limits,
}: ShutDownParts): Promise<void> {
  log.finish().catch(() => undefined);
  const [read, inTime] = await Promise.all([
    within(logRead, limits.finishMs),
    programs.finish(limits.finishMs),
  ]);
  log.stop();
  if (read.state === 'late') {
    const message = `The log could not be read to its end within ${limits.finishMs} ms.`;
    ending.fault({ weight: 'session', message });
  }
  if (!inTime) ending.note('Not all output of the agent was read in time.');
}

/** Bounded: what is announced is captured, what is captured is handed over, or told why not. */
async function settleDeliverables(parts: ShutDownParts, isLost: boolean): Promise<void> {
  const { captures, deliveries, limits, ending } = parts;
  const drained = await within(captures.finish(), isLost ? 0 : limits.drainMs);
  if (drained.state === 'late') {
    captures.stop();
    await within(captures.finish(), SHORT_MS);
  }
  if (deliveries === undefined) return;
  const handed = await within(deliveries.settled(), limits.drainMs + limits.callbackMs);
  if (handed.state === 'late') {
    for (const path of deliveries.stop()) {
      const message = `onDeliverable was not called for ${JSON.stringify(path)}: no time was left.`;
      ending.fault({ weight: 'delivery', message });
    }
  }
  if (handed.state === 'failed') {
    ending.fault({ weight: 'delivery', message: told(handed.error) });
  }
}
