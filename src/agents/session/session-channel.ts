import { formatLogLine } from '../../protocol/log-channel/format-log-line.ts';
import type { LogLine } from '../../protocol/log-channel/log-line.ts';
import { parseLogLine } from '../../protocol/log-channel/parse-log-line.ts';
import type { AgentChannel, DeliverAnswer, PersonAnswer } from '../agent-channel.ts';
import type { CaptureQueue } from './capture-queue.ts';
import type { Ending } from './ending.ts';
import type { EventSink } from './event-sink.ts';
import type { Hearing } from './hearing.ts';
import { placeDeliverable } from './line-events.ts';
import type { RequestDesk } from './request-desk.ts';

export interface SessionChannelParts {
  workdir: string;
  hearing: Hearing;
  sink: EventSink;
  captures: CaptureQueue;
  requests: RequestDesk;
  ending: Ending;
  onHeard: () => void;
}

/** What an agent says by tools, taken by the same rules as the lines of its log. */
export class SessionChannel implements AgentChannel {
  readonly #parts: SessionChannelParts;
  #closed = false;

  constructor(parts: SessionChannelParts) {
    this.#parts = parts;
  }

  /** Takes nothing any more: what is said later rejects. */
  close(): void {
    this.#closed = true;
  }

  async reportProgress(progress: { percent?: number; message?: string }): Promise<void> {
    const { percent, message } = progress;
    const given = percent !== undefined && Number.isFinite(percent);
    const shown = given ? Math.min(Math.max(percent, 0), 100) : undefined;
    const line: LogLine = {
      type: 'status',
      ...(shown !== undefined && { percent: shown }),
      ...(message !== undefined && { message }),
    };
    const words = [...(shown === undefined ? [] : [`${shown}%`]), ...(message ? [message] : [])];
    await this.#say(line, words.join(' '));
  }

  async deliver(path: string): Promise<DeliverAnswer> {
    const { workdir, captures, sink, onHeard } = this.#open();
    onHeard();
    const place = placeDeliverable(path, workdir);
    if ('path' in place) return await captures.deliver(place.path);
    const reason = place.refused;
    await sink.add([{ type: 'deliverable.refused', path, reason }]);
    return { ok: false, reason };
  }

  async askPerson(reason: string): Promise<{ id: string; answer: Promise<PersonAnswer> }> {
    const { ending, requests } = this.#open();
    if (ending.conclusion !== undefined) {
      throw new Error('The session is ending; ask before you say that you are done');
    }
    const id = requests.nextId;
    await this.#say({ type: 'attention', reason }, reason);
    return { id, answer: requests.wait(id) ?? Promise.resolve({ state: 'closed' }) };
  }

  waitForPerson(id: string): Promise<PersonAnswer> | undefined {
    return this.#parts.requests.wait(id);
  }

  async requestBrowser(url: string): Promise<void> {
    await this.#say({ type: 'browser', url }, url);
  }

  async sendDomainMessage(keyword: string, data: unknown): Promise<void> {
    const raw = formatLogLine({ type: 'domain', keyword, data: data ?? null });
    await this.#say(parseLogLine(raw), raw);
  }

  async done(summary?: string): Promise<void> {
    await this.#say({ type: 'done', ...(summary && { summary }) }, summary || 'DONE');
  }

  async fail(message?: string): Promise<void> {
    await this.#say({ type: 'error', ...(message && { message }) }, message || 'ERROR');
  }

  async #say(line: LogLine, raw: string): Promise<void> {
    const { hearing, sink, onHeard } = this.#open();
    onHeard();
    const data = await hearing.keep(line);
    await sink.add(hearing.hear(line, raw, data));
  }

  #open(): SessionChannelParts {
    if (this.#closed) throw new Error('The session has ended; nothing is recorded any more');
    return this.#parts;
  }
}
