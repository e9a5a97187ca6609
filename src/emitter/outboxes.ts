import { Outbox } from './outbox.ts';
import { sendBeforeExit } from './send-before-exit.ts';
import { isExiting, type Rest, watchForExit } from './watch-for-exit.ts';

const outboxes = new Map<string, Outbox>();

/** Puts the JSON text of an event on its way to a URL. */
export function send(url: string, event: string): void {
  if (isExiting()) {
    sendBeforeExit([{ url, bodies: [event] }]);
    return;
  }
  let outbox = outboxes.get(url);
  if (outbox === undefined) {
    watchForExit(takeRest);
    outbox = new Outbox(url, forget);
    outboxes.set(url, outbox);
  }
  outbox.add(event);
}

/** Resolves when all that was sent has arrived, or has failed. Never rejects. */
export async function whenAllSent(): Promise<void> {
  await Promise.all([...outboxes.values()].map((outbox) => outbox.whenIdle()));
}

function forget(outbox: Outbox): void {
  outboxes.delete(outbox.url);
}

function takeRest(): Rest[] {
  return [...outboxes.values()].map((outbox) => ({ url: outbox.url, bodies: outbox.takeRest() }));
}
