import { AgentSession } from './session/agent-session.ts';
import { followAnswers } from './session/answer-feed.ts';
import { checkOptions } from './session/check-options.ts';
import { watchConnection } from './session/connection-watch.ts';
import { decideOutcome } from './session/decide-outcome.ts';
import { Ending, told } from './session/ending.ts';
import { EventSink } from './session/event-sink.ts';
import { followHostFile } from './session/follow-host-file.ts';
import { readLog } from './session/log-reader.ts';
import { openSession } from './session/open-session.ts';
import { runBody } from './session/run-body.ts';
import { shutDown } from './session/shut-down.ts';
import { cancelReason, takeOver } from './session/take-over.ts';
import { within, withinCall } from './session/within.ts';
import { resolveSessionLimits } from './session-limits.ts';
import type { SessionOptions } from './session-options.ts';
import type { SessionEnd } from './session-types.ts';

/**
 * Runs an agent in a folder of a host and records what it reports by its log, until it says DONE or
 * ERROR, its body or program ends, it is cancelled, or its time is over. Resolves with how it ended,
 * whatever failed on the way.
 *
 * Rejects only where nothing was begun: options that can't be, and a HostError for a host that can't
 * be reached or a workdir that can't be used.
 */
export async function runLogProtocolSession(options: SessionOptions): Promise<SessionEnd> {
  checkOptions(options);
  const limits = resolveSessionLimits(options.limits);
  const { host, record, resume, signal, feed, afterExecute } = options;
  const ending = new Ending();
  const unrecorded = (error: unknown): void => {
    if ((error as { code?: unknown } | null)?.code === 'run_taken_over') {
      ending.takenOver(told(error));
      return;
    }
    const message = `What happened could not be recorded: ${told(error)}`;
    ending.fault({ weight: 'session', message });
  };
  const sink = new EventSink(record, unrecorded, limits.recordMs);
  const opened = await openSession(options, sink, ending);
  const session = new AgentSession(options, opened, { sink, ending, limits });
  const { workdir, logFile, inbox, requests, programs, quiet } = session;

  const cancel = (): void => ending.end({ type: 'cancelled', reason: abortReason(signal) });
  if (signal?.aborted) cancel();
  else signal?.addEventListener('abort', cancel, { once: true });
  const clock = wallClock(limits.wallClockMs, resume?.startedAt, ending);
  const unwatch = watchConnection({
    host,
    sink,
    lostAfterMs: limits.lostAfterMs,
    onLost: (reason) => ending.end({ type: 'lost', reason }),
  });
  if (resume !== undefined) await takeOver(session, resume, ending);

  const over = new AbortController();
  if (feed !== undefined) {
    followAnswers({
      feed,
      signal: over.signal,
      onClosed: (event) => {
        const line = requests.close(event);
        if (line !== undefined) inbox.tell(line, event.id);
      },
      onCancel: (by, reason) => ending.end({ type: 'cancelled', reason: cancelReason(by, reason) }),
    }).catch((error: unknown) => {
      const message = `Answers and requests to end could not be followed any more: ${told(error)}`;
      ending.fault({ weight: 'session', message });
    });
  }

  const from = resume?.positions.log;
  const log = followHostFile(host, `${workdir}/${logFile}`, {
    maxLineBytes: limits.lineBytes,
    ...(from !== undefined && { from }),
  });
  const logRead = readLog({
    follower: log,
    hearing: session.hearing,
    sink,
    room: async () => void (await Promise.all([sink.room(), inbox.room()])),
    isSilenced: () => session.isSilenced,
    onHeard: () => quiet.heard(),
  }).catch((error: unknown) => {
    ending.fault({ weight: 'session', message: `The log could not be followed: ${told(error)}` });
  });
  const bodyStop = new AbortController();
  const body = runBody({ options, session, ending, signal: bodyStop.signal });

  const cause = await ending.began;
  quiet.stop();
  const concludedInTime = await shutDown(
    {
      ending,
      limits,
      programs,
      log,
      logRead,
      captures: session.captures,
      deliveries: session.deliveries,
      inbox,
      body,
      recorded: () => sink.settled(),
      abortBody: () => bodyStop.abort(),
      onSilenced: () => {
        session.isSilenced = true;
      },
    },
    cause,
  );

  if (afterExecute !== undefined) {
    const stop = new AbortController();
    const call = await withinCall(
      () => afterExecute(session.hooks(stop.signal)),
      limits.callbackMs,
    );
    stop.abort();
    if (call.state !== 'done') {
      const why =
        call.state === 'failed'
          ? `failed: ${told(call.error)}`
          : `did not return within ${limits.callbackMs} ms.`;
      ending.fault({ weight: 'delivery', message: `afterExecute ${why}` });
    }
  }
  session.channel.close();
  requests.closeAll();
  over.abort();
  unwatch();
  clearTimeout(clock);
  signal?.removeEventListener('abort', cancel);
  await sink.settled();
  const released = await within(opened.release(), limits.finishMs);
  if (released.state !== 'done') ending.note(`The workdir ${workdir} is still locked.`);
  return decideOutcome({
    cause,
    concludedInTime,
    faults: ending.faults,
    notes: ending.notes,
    ...(ending.conclusion !== undefined && { conclusion: ending.conclusion }),
    ...(programs.exit !== undefined && { exit: programs.exit }),
    ...(programs.stoppedBy !== undefined && { stoppedBy: programs.stoppedBy }),
  });
}

function wallClock(ms: number, startedAt: number | undefined, ending: Ending): NodeJS.Timeout {
  const left = startedAt === undefined ? ms : ms - Math.max(Date.now() - startedAt, 0);
  const reason = `Its time of ${Math.round(ms / 1000)} s was over.`;
  return setTimeout(() => ending.end({ type: 'timed_out', reason }), Math.max(left, 0));
}

function abortReason(signal: AbortSignal | undefined): string {
  const reason: unknown = signal?.reason;
  if (typeof reason === 'string') return reason;
  const isPlain = reason instanceof Error && reason.name === 'AbortError';
  return reason === undefined || isPlain ? 'It was cancelled.' : told(reason);
}
