import type { EventBody, Journal } from '../../../src/journal/journal.ts';

/** Line of the program, tool, and how many calls in a thousand fail there. */
const sites = [
  [12, 'docs.search', 2],
  [15, 'erp.get_order', 0],
  [21, 'erp.post_adjustment', 8],
  [26, 'mail.send', 1],
] as const;

/**
 * The events of a run of so many calls: groups of one line and tool, errors among them, calls made
 * inside others, and every tenth call from a line of its own.
 */
export function* bigRunEvents(calls: number): Generator<EventBody> {
  for (let index = 0; index < calls; index += 1) {
    const callId = `c_${index}`;
    const isNested = index % 4 === 3;
    const [line, tool, failing] = sites[index % sites.length] ?? sites[0];
    const isOwn = index % 10 === 0;
    yield {
      type: 'call.began',
      callId,
      tool,
      line: isOwn ? 1000 + index : line,
      args: {
        value: { id: `INV-${index}`, amount: index % 977, note: 'reconcile with the ledger' },
      },
      road: 'host-call',
      ...(isNested && { parentCallId: `c_${index - 3}` }),
    } as EventBody;
    const isBad = index % 1000 < failing;
    yield {
      type: 'call.ended',
      callId,
      ...(isBad
        ? {
            status: 'error',
            applied: 'no',
            error: { name: 'Conflict', message: `409 for ${index}` },
          }
        : { status: 'ok', applied: 'yes', result: { value: { rows: index % 50, ok: true } } }),
    } as EventBody;
  }
}

/** Writes such a run into a journal: in batches, with a clock that goes a millisecond per event. */
export async function writeBigRun(
  journal: Journal,
  runId: string,
  calls: number,
  isEnded = false,
): Promise<void> {
  await journal.append(runId, [
    {
      type: 'run.started',
      kind: 'code',
      title: `A run of ${calls} calls`,
      source: { language: 'python', code: 'pass\n'.repeat(30), filename: 'big.py' },
      limits: { callsInFlight: 32 },
    },
  ]);
  let batch: EventBody[] = [];
  for (const event of bigRunEvents(calls)) {
    batch.push(event);
    if (batch.length < 2000) continue;
    await journal.append(runId, batch);
    batch = [];
  }
  await journal.append(runId, batch);
  if (isEnded) await journal.append(runId, [{ type: 'run.ended', outcome: 'done' }]);
}
