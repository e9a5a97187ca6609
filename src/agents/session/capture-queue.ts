import type { Host } from '../../hosts/host.ts';
import { DELIVERABLE_QUEUE_BOUND } from '../../protocol/log-channel/deliverable-path.ts';
import type { DeliverAnswer } from '../agent-channel.ts';
import type { DeliveredFile } from '../session-options.ts';
import type { SessionRecord } from '../session-types.ts';
import { CaptureMemory } from './capture-memory.ts';
import { CaptureTry } from './capture-try.ts';
import { told } from './ending.ts';
import type { EventSink } from './event-sink.ts';
import { mediaTypeOf } from './media-type.ts';
import { inTime } from './within.ts';

/** Between looks for files that were announced before they were written. */
const FIRST_RETRY_MS = 100;
const LAST_RETRY_MS = 2_000;

/** Files that are held open at once on another machine: each takes a channel of its connection. */
const REMOTE_AT_ONCE = 2;

export interface CaptureQueueParts {
  host: Host;
  /** The folder for deliverables, absolute. */
  folder: string;
  record: Pick<SessionRecord, 'putBlob'>;
  sink: EventSink;
  maxBytes: number;
  maxWaiting: number;
  /** How long keeping the bytes of one file may take. */
  recordMs: number;
  /** A file was captured, and that is recorded; `stable` is false where it was being changed. */
  onCaptured: (file: Omit<DeliveredFile, 'bytes'>, stable: boolean) => void;
  /** A file was refused, and that is recorded. */
  onRefused: (path: string, reason: string) => void;
  /** The record does not keep bytes: a fault of this side. */
  onFault: (message: string) => void;
}

interface Job {
  path: string;
  /** Whether it may come later: announced in the log. A tool is answered at once. */
  patient: boolean;
  resolve: (answer: DeliverAnswer) => void;
}

interface Look {
  attempt: CaptureTry;
  read: ReturnType<CaptureTry['run']>;
  /** Whether nobody wrote files any more when it began: who is not there then will never be. */
  isLast: boolean;
}

/**
 * Captures announced files: each is opened at its announcement, so that it is what it was then, and
 * they are recorded in that order. At most 64 are open at once; the paths of more wait.
 */
export class CaptureQueue {
  readonly #parts: CaptureQueueParts;
  readonly #atOnce: number;
  readonly #memory: CaptureMemory;
  readonly #waiting: Job[] = [];
  readonly #missing = new Set<Job>();
  readonly #abort = new AbortController();
  #open = 0;
  /** Settles when everything that was opened so far is recorded. */
  #order: Promise<unknown> = Promise.resolve();
  #idle: (() => void)[] = [];
  #retryMs = FIRST_RETRY_MS;
  #retry: NodeJS.Timeout | undefined;
  /** Set when nobody writes files any more. */
  #last = false;

  constructor(parts: CaptureQueueParts) {
    this.#parts = parts;
    this.#atOnce = parts.host.kind === 'local' ? DELIVERABLE_QUEUE_BOUND : REMOTE_AT_ONCE;
    this.#memory = new CaptureMemory(parts.maxBytes);
  }

  /** Captures a file below the folder; one that is not there yet is waited for. */
  announce(path: string): Promise<DeliverAnswer> {
    return this.#add(path, true);
  }

  /** Captures a file that must be there. */
  deliver(path: string): Promise<DeliverAnswer> {
    return this.#add(path, false);
  }

  /** Nobody writes any more: looks once more for what is missing, and waits for no file after that. */
  async finish(): Promise<void> {
    this.#last = true;
    clearTimeout(this.#retry);
    this.#lookAgain();
    if (!this.#isIdle()) await new Promise<void>((resolve) => this.#idle.push(resolve));
    await this.#order;
  }

  /** Refuses all that is not captured. */
  stop(): void {
    this.#last = true;
    clearTimeout(this.#retry);
    this.#abort.abort();
    this.#lookAgain();
  }

  #add(path: string, patient: boolean): Promise<DeliverAnswer> {
    return new Promise((resolve) => {
      const job = { path, patient, resolve };
      const { maxWaiting } = this.#parts;
      if (this.#open + this.#waiting.length + this.#missing.size >= maxWaiting) {
        const reason = `More than ${maxWaiting} files wait to be captured; announce it again later.`;
        this.#order = this.#order.then(() => this.#refuse(job, reason));
        return;
      }
      this.#waiting.push(job);
      this.#fill();
    });
  }

  #fill(): void {
    while (this.#open < this.#atOnce) {
      const job = this.#waiting.shift();
      if (job === undefined) return;
      this.#open += 1;
      const attempt = new CaptureTry(this.#memory, this.#order);
      const isLast = this.#last;
      const read = attempt.run(this.#parts.host, {
        root: this.#parts.folder,
        path: job.path,
        maxBytes: this.#parts.maxBytes,
        signal: this.#abort.signal,
      });
      this.#order = this.#order.then(() => this.#settle(job, { attempt, read, isLast }));
    }
  }

  async #settle(job: Job, { attempt, read, isLast }: Look): Promise<void> {
    try {
      const capture = await read;
      if (capture.ok) await this.#keep(job, attempt.bytes(), capture);
      else if (capture.fault === 'not_found' && job.patient && !isLast) this.#putOff(job);
      else await this.#refuse(job, capture.reason);
    } catch (error) {
      await this.#refuse(
        job,
        this.#abort.signal.aborted
          ? 'The session ended before the file was captured.'
          : `It could not be captured: ${told(error)}`,
      );
    } finally {
      attempt.release();
      this.#open -= 1;
      this.#fill();
      if (this.#isIdle()) for (const resolve of this.#idle.splice(0)) resolve();
    }
  }

  async #keep(
    job: Job,
    bytes: Uint8Array,
    { sha256, stable }: { sha256: string; stable: boolean },
  ): Promise<void> {
    const { record, recordMs, sink, onFault, onCaptured } = this.#parts;
    const { path } = job;
    let ref: string;
    try {
      ref = await inTime(record.putBlob(bytes), recordMs, 'the record did not answer');
    } catch (error) {
      const message = `The file ${JSON.stringify(path)} could not be kept: ${told(error)}`;
      onFault(message);
      await this.#refuse(job, message);
      return;
    }
    const file = { path, size: bytes.length, sha256, mediaType: mediaTypeOf(path, bytes), ref };
    await sink.add([{ type: 'deliverable.captured', ...file }]);
    const answer: DeliverAnswer = { ok: true, path, size: file.size, sha256 };
    onCaptured(file, stable);
    job.resolve(answer);
  }

  async #refuse(job: Job, reason: string): Promise<void> {
    const { sink, onRefused } = this.#parts;
    try {
      await sink.add([{ type: 'deliverable.refused', path: job.path, reason }]);
      onRefused(job.path, reason);
    } catch {
      // That nothing is recorded any more is told by the sink.
    }
    job.resolve({ ok: false, reason });
  }

  #putOff(job: Job): void {
    if (this.#last) {
      this.#waiting.push(job);
      return;
    }
    this.#missing.add(job);
    this.#retry ??= setTimeout(() => this.#lookAgain(), this.#retryMs);
  }

  #lookAgain(): void {
    this.#retry = undefined;
    this.#retryMs = Math.min(this.#retryMs * 2, LAST_RETRY_MS);
    const jobs = [...this.#missing];
    this.#missing.clear();
    this.#waiting.push(...jobs);
    this.#fill();
  }

  #isIdle(): boolean {
    return this.#open === 0 && this.#waiting.length === 0;
  }
}
