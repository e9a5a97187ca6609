import type { HostProcess } from '../../hosts/process.ts';
import { DELIVERABLES_FOLDER } from '../../protocol/log-channel/deliverable-path.ts';
import type { BodyContext } from '../hook-context.ts';
import type { SessionLimits } from '../session-limits.ts';
import type { DeliveredFile, SessionOptions } from '../session-options.ts';
import { AgentPrograms } from './agent-programs.ts';
import { CaptureQueue } from './capture-queue.ts';
import { ChildRunner } from './child-runner.ts';
import { DeliveryQueue } from './delivery-queue.ts';
import type { Ending } from './ending.ts';
import type { EventSink } from './event-sink.ts';
import { Hearing } from './hearing.ts';
import { InboxWriter } from './inbox-writer.ts';
import { announcedAs } from './line-events.ts';
import type { OpenedSession } from './open-session.ts';
import { INBOX_FILE } from './prepare-workdir.ts';
import { QuietWatch } from './quiet-watch.ts';
import { RequestDesk } from './request-desk.ts';
import { SessionChannel } from './session-channel.ts';
import { sessionHooks } from './session-hooks.ts';

/** The parts of one session, put together. */
export class AgentSession {
  readonly workdir: string;
  readonly logFile: string;
  readonly requests: RequestDesk;
  readonly inbox: InboxWriter;
  readonly captures: CaptureQueue;
  readonly hearing: Hearing;
  readonly channel: SessionChannel;
  readonly programs: AgentPrograms;
  readonly quiet: QuietWatch;
  readonly deliveries: DeliveryQueue | undefined;
  /** Set once the agent may have begun: silence before that is nobody's. */
  hasBegun = false;
  /** Set once nobody writes to the log any more: only then does a line without an end count. */
  isSilenced = false;
  readonly #options: SessionOptions;
  readonly #opened: OpenedSession;
  readonly #sink: EventSink;

  constructor(
    options: SessionOptions,
    opened: OpenedSession,
    { sink, ending, limits }: { sink: EventSink; ending: Ending; limits: SessionLimits },
  ) {
    const { host, record, resume, onDeliverable } = options;
    this.#options = options;
    this.#opened = opened;
    this.#sink = sink;
    const workdir = opened.workdir.path;
    this.workdir = workdir;
    this.logFile = options.logFile ?? 'optio.log';
    const note = (message: string): void => void ending.note(message);
    this.requests = new RequestDesk(resume);
    this.inbox = new InboxWriter(host, `${workdir}/${INBOX_FILE}`, sink, note);
    this.quiet = new QuietWatch({
      stalledAfterMs: limits.stalledAfterMs,
      endAfterQuietMs: limits.endAfterQuietMs,
      isWaiting: () => !this.hasBegun || this.requests.isWaiting,
      onStalled: (quietMs) => void sink.add([{ type: 'agent.stalled', quietMs }]),
      onEnd: (quietMs) =>
        ending.end({
          type: 'timed_out',
          reason: `The agent was silent for ${Math.round(quietMs / 1000)} s.`,
        }),
    });
    const onHeard = (): void => this.quiet.heard();
    this.captures = new CaptureQueue({
      host,
      folder: `${workdir}/${DELIVERABLES_FOLDER}`,
      record,
      sink,
      maxBytes: limits.deliverableBytes,
      maxWaiting: limits.deliverablesWaiting,
      recordMs: limits.recordMs,
      onCaptured: (file, stable) => this.#captured(file, stable),
      onRefused: (path, reason) =>
        this.inbox.tell({ type: 'refused', path: announcedAs(path), reason }),
      onFault: (message) => ending.fault({ weight: 'delivery', message }),
    });
    this.hearing = new Hearing({
      workdir,
      record,
      captures: this.captures,
      requests: this.requests,
      ending,
      tell: (message, about) => this.inbox.tell(message, about),
      hints: limits.hints,
    });
    this.channel = new SessionChannel({
      workdir,
      hearing: this.hearing,
      sink,
      captures: this.captures,
      requests: this.requests,
      ending,
      onHeard,
    });
    this.programs = new AgentPrograms({
      host,
      sink,
      workdir,
      logFile: this.logFile,
      captureBrowser: options.captureBrowser ?? true,
      searchPath: opened.searchPath,
      ...(resume !== undefined && { resume }),
      outputBytes: limits.outputBytes,
      lineBytes: limits.lineBytes,
      onHeard,
      onLaunched: (process) => {
        this.hasBegun = true;
        onHeard();
        options.onLaunched?.(process);
      },
      note,
    });
    this.deliveries =
      onDeliverable &&
      new DeliveryQueue({
        record,
        callback: onDeliverable,
        context: this.hooks(new AbortController().signal),
        callbackMs: limits.callbackMs,
        onFault: (message) => ending.fault({ weight: 'delivery', message }),
      });
  }

  /** What a hook is given; the signal tells it to stop. */
  hooks(signal: AbortSignal, attached?: HostProcess): BodyContext {
    const { host, record, processId, params = {}, metadata = {}, startChild } = this.#options;
    return sessionHooks({
      processId,
      params,
      metadata,
      host,
      workdir: this.workdir,
      home: this.#opened.facts.home,
      channel: this.channel,
      signal,
      record,
      sink: this.#sink,
      children: new ChildRunner({ processId, signal, startChild }),
      ...(attached !== undefined && { attached }),
      launch: (command) => this.programs.launch(command),
    });
  }

  #captured(file: Omit<DeliveredFile, 'bytes'>, stable: boolean): void {
    const { path, size, sha256 } = file;
    this.inbox.tell({ type: 'captured', path: announcedAs(path), size, sha256 });
    if (!stable) {
      const text = `${announcedAs(path)} was being changed while it was captured; announce it again when it is complete`;
      this.inbox.tell({ type: 'note', text });
    }
    this.deliveries?.add(file);
  }
}
