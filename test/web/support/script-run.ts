import type { EventBody, Journal } from '../../../src/journal/journal.ts';
import type { CallStatus } from '../../../src/protocol/events/call.ts';
import type { RunEnded, RunStarted } from '../../../src/protocol/events/run.ts';

/** What a scripted run says of itself, in the order in which it is written here. */
export interface RunScript {
  runId: string;
  started: Omit<RunStarted, 'type'>;
  /** Milliseconds since the epoch. Default: the journal's own clock. */
  at?: number;
  /** How many calls end how; `running` ones only begin, `lost` ones end with unknown outcome. */
  calls?: Partial<Record<CallStatus | 'running' | 'lost', number>>;
  files?: number;
  progress?: { percent?: number; message?: string };
  requests?: ({ at?: number } & ({ reason: string } | { url: string } | { tool: string }))[];
  ended?: Omit<RunEnded, 'type'> & { at?: number };
  /** When the run was last heard of; default `at`. */
  heardAt?: number;
}

const nothing = { value: {}, bytes: 2 };

function callsOf(script: RunScript): EventBody[] {
  const bodies: EventBody[] = [];
  let count = 0;
  const kinds = Object.entries(script.calls ?? {}) as [CallStatus | 'running' | 'lost', number][];
  for (const [kind, many] of kinds) {
    for (let index = 0; index < many; index += 1) {
      count += 1;
      const callId = `c_${count}`;
      const tool = 'erp.get_order';
      bodies.push({
        type: 'call.began',
        callId,
        tool,
        args: nothing,
        road: 'host-call',
      } as EventBody);
      if (kind === 'running') continue;
      const status = kind === 'lost' ? 'cancelled' : kind;
      const applied = kind === 'lost' ? 'unknown' : kind === 'ok' ? 'yes' : 'no';
      bodies.push({ type: 'call.ended', callId, status, applied } as EventBody);
    }
  }
  return bodies;
}

/** Writes a run into a journal, as a program that behaves so would have. */
export async function writeRun(
  journal: Journal,
  setTime: (at: number | undefined) => void,
  script: RunScript,
): Promise<void> {
  const { runId, at } = script;
  setTime(at);
  await journal.append(runId, [{ type: 'run.started', ...script.started }]);
  const calls = callsOf(script);
  for (let first = 0; first < calls.length; first += 5000) {
    await journal.append(runId, calls.slice(first, first + 5000));
  }
  for (let index = 1; index <= (script.files ?? 0); index += 1) {
    await journal.append(runId, [
      {
        type: 'deliverable.captured',
        path: `deliverables/part-${index}.csv`,
        size: 3100,
        sha256: '0'.repeat(64),
        mediaType: 'text/csv',
        ref: '0'.repeat(64),
      } as EventBody,
    ]);
  }
  for (const [index, { at: raisedAt, ...request }] of (script.requests ?? []).entries()) {
    setTime(raisedAt ?? at);
    const id = `a_${index + 1}`;
    await journal.append(runId, requestEvents(id, request));
  }
  setTime(script.heardAt ?? at);
  if (script.progress)
    await journal.append(runId, [{ type: 'run.progressed', ...script.progress }]);
  if (script.ended) {
    const { at: endedAt, ...ended } = script.ended;
    setTime(endedAt ?? at);
    await journal.append(runId, [{ type: 'run.ended', ...ended }]);
  }
  setTime(undefined);
}

function requestEvents(
  id: string,
  request: { reason: string } | { url: string } | { tool: string },
): EventBody[] {
  if ('reason' in request) return [{ type: 'attention.raised', id, reason: request.reason }];
  if ('url' in request) return [{ type: 'browser.requested', id, url: request.url }];
  const callId = `c_${id}`;
  return [
    {
      type: 'call.began',
      callId,
      tool: request.tool,
      args: nothing,
      road: 'host-call',
    } as EventBody,
    { type: 'approval.asked', id, callId },
  ];
}
