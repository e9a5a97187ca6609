import type { SessionResume } from '../session-resume.ts';
import type { AgentSession } from './agent-session.ts';
import type { Ending } from './ending.ts';
import { announcedAs } from './line-events.ts';
import { answerLine } from './request-desk.ts';

/** Puts a session where an earlier driver was killed: what it knew, and what it did not get to do. */
export async function takeOver(
  session: AgentSession,
  resume: SessionResume,
  ending: Ending,
): Promise<void> {
  const { inbox, captures, deliveries } = session;
  const { conclusion, cancelRequest } = resume;
  await inbox.readBack(resume.inbox);
  const recorded = new Map<string, number>();
  for (const { line } of resume.inbox) recorded.set(line, (recorded.get(line) ?? 0) + 1);
  for (const { path, size, sha256, mediaType, ref } of resume.captured) {
    inbox.tellUnless(recorded, { type: 'captured', path: announcedAs(path), size, sha256 });
    deliveries?.add({ path, size, sha256, mediaType, ref, again: true });
  }
  for (const { id, text, closed } of resume.requests) {
    inbox.tellUnless(recorded, { type: 'asked', id, question: text }, id);
    if (closed !== undefined) inbox.tellUnless(recorded, answerLine({ id, ...closed }), id);
  }
  for (const path of resume.awaited) void captures.announce(path);
  if (conclusion !== undefined) ending.conclude(conclusion);
  if (cancelRequest !== undefined) {
    ending.end({ type: 'cancelled', reason: cancelReason(cancelRequest.by, cancelRequest.reason) });
  }
}

/** Why a session is cancelled, in one sentence. */
export function cancelReason(by: string, reason?: string): string {
  return `${by} asked it to end${reason === undefined ? '' : `: ${reason}`}.`;
}
