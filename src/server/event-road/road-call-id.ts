/**
 * The id that a call of the event road has in the journal: the id its emitter gave it, behind the
 * call of the URL and a `~`. So an emitter can neither end a call that it did not begin nor hang one
 * under it, and ids need to be unique among the calls of one URL only. The emitter's own id has no
 * `~`, so that no two different pairs make the same id.
 */
export function roadCallId(parentCallId: string | undefined, callId: string): string {
  return `${parentCallId ?? ''}~${callId}`;
}
