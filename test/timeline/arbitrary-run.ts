import fc from 'fast-check';
import type { RunEvent, RunEventBody } from '../../src/protocol/events/event.ts';
import { runOf } from './run-of.ts';

// Few ids, so that ends, parents, answers and second begins meet each other often.
const id = fc.constantFrom('a', 'b', 'c', 'd', 'e', 'f');
const text = fc.string({ maxLength: 8 });
const percent = fc.integer({ min: 0, max: 100 });
const recorded = fc.oneof(
  fc.record({ value: fc.jsonValue({ maxDepth: 1 }) }),
  fc.record({ preview: text, bytes: fc.nat() }),
);
const error = fc.record({ name: text, message: text });

function optional<T, K extends keyof T>(
  model: { [P in keyof T]: fc.Arbitrary<T[P]> },
  required: K[],
) {
  return fc.record(model, { requiredKeys: required });
}

const callBegan = optional(
  {
    type: fc.constant('call.began' as const),
    callId: id,
    parentCallId: id,
    tool: text,
    args: recorded,
    line: fc.integer({ min: 1, max: 99 }),
    road: fc.constantFrom('host-call' as const, 'event' as const, 'log' as const),
  },
  ['type', 'callId', 'tool', 'args', 'road'],
);

const callProgressed = optional(
  { type: fc.constant('call.progressed' as const), callId: id, percent, message: text },
  ['type', 'callId'],
);

const callEnded = optional(
  {
    type: fc.constant('call.ended' as const),
    callId: id,
    status: fc.constantFrom('ok', 'error', 'refused', 'cancelled', 'timed_out'),
    result: recorded,
    error,
    applied: fc.constantFrom('yes', 'no', 'unknown'),
  },
  ['type', 'callId', 'status', 'applied'],
);

const runEvents = fc.oneof(
  fc.record({
    type: fc.constant('run.started' as const),
    kind: fc.constantFrom('code', 'agent', 'external'),
    title: text,
  }),
  optional({ type: fc.constant('run.progressed' as const), percent, message: text }, ['type']),
  optional(
    {
      type: fc.constant('run.ended' as const),
      outcome: fc.constantFrom('done', 'error', 'cancelled', 'timed_out', 'exited', 'lost'),
      summary: text,
      value: recorded,
      preview: text,
      error,
      stoppedBy: fc.constantFrom('interrupt', 'kill'),
      notes: fc.array(text, { maxLength: 2 }),
    },
    ['type', 'outcome'],
  ),
);

const others = fc.oneof(
  fc.record({
    type: fc.constant('output.written' as const),
    stream: fc.constantFrom('stdout', 'stderr', 'log'),
    text,
  }),
  fc.record({ type: fc.constant('run.cancel_requested' as const), by: text }),
  fc.record({ type: fc.constant('host.connected' as const), host: text, helper: text }),
  fc.record({ type: fc.constant('host.disconnected' as const), host: text, reason: text }),
  fc.record({
    type: fc.constant('agent.launched' as const),
    command: fc.array(text, { maxLength: 2 }),
    workdir: text,
    logFile: text,
    process: fc.record({ pid: fc.nat() }),
  }),
  optional({ type: fc.constant('agent.exited' as const), exitCode: fc.nat(), signal: text }, [
    'type',
  ]),
  optional(
    {
      type: fc.constant('agent.concluded' as const),
      verdict: fc.constantFrom('done', 'error'),
      message: text,
    },
    ['type', 'verdict'],
  ),
  fc.record({ type: fc.constant('deliverable.announced' as const), path: text }),
  fc.record({ type: fc.constant('agent.stalled' as const), quietMs: fc.nat() }),
  fc.record({
    type: fc.constant('log.read' as const),
    file: fc.constantFrom('log', 'stdout', 'stderr'),
    generation: fc.integer({ min: 1, max: 3 }),
    offset: fc.nat(),
  }),
  fc.record({
    type: fc.constant('log.disturbed' as const),
    file: fc.constantFrom('log', 'stdout', 'stderr'),
    change: fc.constantFrom('truncated', 'replaced', 'cut'),
    message: text,
  }),
  fc.record({ type: fc.constant('hint.given' as const), line: text, hint: text }),
  fc.record({ type: fc.constant('inbox.written' as const), line: text, about: id }),
  fc.record({ type: fc.constant('deliverable.refused' as const), path: text, reason: text }),
  fc.record({ type: fc.constant('attention.raised' as const), id, reason: text }),
  fc.record({ type: fc.constant('browser.requested' as const), id, url: text }),
  fc.record({ type: fc.constant('attention.closed' as const), id, by: text }),
  fc.record({ type: fc.constant('approval.asked' as const), id, callId: id }),
  fc.record({
    type: fc.constant('approval.given' as const),
    id,
    by: text,
    decision: fc.constantFrom('approve', 'reject'),
  }),
  fc.record({
    type: fc.constant('domain.sent' as const),
    keyword: fc.constantFrom('PRICE', 'STOCK'),
    data: recorded,
  }),
  fc.record({
    type: fc.constant('future.happened'),
    callId: id,
    data: fc.jsonValue({ maxDepth: 1 }),
  }),
);

/** Any valid events in any order that has gapless positions: what a journal could at worst hold. */
export const arbitraryRun: fc.Arbitrary<RunEvent[]> = fc
  .array(
    fc.oneof(
      { arbitrary: callBegan, weight: 4 },
      { arbitrary: callEnded, weight: 3 },
      { arbitrary: callProgressed, weight: 2 },
      { arbitrary: others, weight: 2 },
      { arbitrary: runEvents, weight: 1 },
    ),
    { maxLength: 40 },
  )
  .map((bodies) => runOf(bodies as RunEventBody[]));
