import type { Host } from '../../hosts/host.ts';
import { HostError } from '../../hosts/host-error.ts';
import { formatInboxLine } from '../../protocol/log-channel/format-inbox-line.ts';
import type { InboxMessage } from '../../protocol/log-channel/inbox-line.ts';
import { told } from './ending.ts';
import type { EventSink } from './event-sink.ts';
import { pause } from './within.ts';

/** Between tries to reach a machine that is out of reach. */
const RETRY_MS = 1_000;

/** Above so many lines that wait, who makes more of them waits. */
const ROOM_LINES = 5_000;

/** How much of an inbox is looked at for lines that an earlier driver wrote and did not record. */
const READ_BACK_BYTES = 16 * 1024 * 1024;

interface Entry {
  line: string;
  about?: string;
}

/** Writes the lines of the agent's inbox, each once, in order, and records each that was written. */
export class InboxWriter {
  readonly #host: Host;
  readonly #path: string;
  readonly #sink: EventSink;
  readonly #note: (message: string) => void;
  readonly #waiting: Entry[] = [];
  /** Lines that stand in the file and are not recorded, with how often. */
  readonly #unrecorded = new Map<string, number>();
  readonly #stopped = new AbortController();
  #pump: Promise<void> | undefined;
  #failed = false;

  constructor(host: Host, path: string, sink: EventSink, note: (message: string) => void) {
    this.#host = host;
    this.#path = path;
    this.#sink = sink;
    this.#note = note;
  }

  /** Finds out what an earlier driver wrote and was killed before it could record. */
  async readBack(recorded: readonly { line: string }[]): Promise<void> {
    const bytes = await this.#host
      .fetch(this.#path, { maxBytes: READ_BACK_BYTES })
      .catch(() => new Uint8Array());
    for (const line of new TextDecoder().decode(bytes).split('\n')) {
      if (line !== '') this.#count(line, 1);
    }
    for (const { line } of recorded) this.#count(line, -1);
  }

  /** Writes a line when those before it are written. What it is about is the id of a request. */
  tell(message: InboxMessage, about?: string): void {
    const line = formatInboxLine(message);
    this.#waiting.push({ line, ...(about !== undefined && { about }) });
    this.#pump ??= this.#write();
  }

  /** Writes a line that an earlier driver may have written; `recorded` counts those it recorded. */
  tellUnless(recorded: Map<string, number>, message: InboxMessage, about?: string): void {
    const line = formatInboxLine(message);
    const left = recorded.get(line) ?? 0;
    if (left > 0) recorded.set(line, left - 1);
    else this.tell(message, about);
  }

  /** Resolves when few enough lines wait that more may come. */
  async room(): Promise<void> {
    while (this.#waiting.length >= ROOM_LINES && this.#pump !== undefined) await this.#pump;
  }

  /** Resolves when all lines are written, or can't be. */
  async settled(): Promise<void> {
    while (this.#pump !== undefined) await this.#pump;
  }

  /** Gives up on lines that wait for a machine out of reach. */
  stop(): void {
    this.#stopped.abort();
  }

  async #write(): Promise<void> {
    await Promise.resolve();
    while (this.#waiting.length > 0) {
      const entries = this.#waiting.splice(0);
      const missing = entries.filter(({ line }) => !this.#wasWritten(line));
      const written = missing.length === 0 || (await this.#append(missing));
      // Whether lines are recorded that no agent can read would be a lie about what it was told.
      if (!written) continue;
      // One by one: together they may be more than a record takes at once.
      const added = entries.map((entry) => this.#sink.add([{ type: 'inbox.written', ...entry }]));
      await Promise.allSettled(added);
    }
    this.#pump = undefined;
  }

  async #append(entries: readonly Entry[]): Promise<boolean> {
    const text = entries.map(({ line }) => `${line}\n`).join('');
    for (;;) {
      try {
        await this.#host.appendFile(this.#path, text);
        return true;
      } catch (error) {
        const outOfReach = error instanceof HostError && error.code === 'host_unreachable';
        if (outOfReach && !this.#stopped.signal.aborted) {
          await pause(RETRY_MS, this.#stopped.signal);
          continue;
        }
        if (!this.#failed) this.#note(`The agent's inbox could not be written: ${told(error)}`);
        this.#failed = true;
        return false;
      }
    }
  }

  #wasWritten(line: string): boolean {
    if ((this.#unrecorded.get(line) ?? 0) <= 0) return false;
    this.#count(line, -1);
    return true;
  }

  #count(line: string, by: number): void {
    this.#unrecorded.set(line, (this.#unrecorded.get(line) ?? 0) + by);
  }
}
