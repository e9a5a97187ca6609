import type { RunEventBody } from '../../protocol/events/event.ts';

/** Characters of output in one event. */
const LONGEST = 64 * 1024;

/** The same events with pieces of output that follow each other in one stream as one. */
export function joinOutput(bodies: readonly RunEventBody[]): RunEventBody[] {
  const joined: RunEventBody[] = [];
  for (const body of bodies) {
    const last = joined.at(-1);
    if (
      body.type === 'output.written' &&
      last?.type === 'output.written' &&
      last.stream === body.stream &&
      last.text.length + body.text.length <= LONGEST
    ) {
      joined[joined.length - 1] = { ...last, text: last.text + body.text };
    } else {
      joined.push(body);
    }
  }
  return joined;
}
