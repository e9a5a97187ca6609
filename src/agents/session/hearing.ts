import type { RunEventBody } from '../../protocol/events/event.ts';
import type { InboxMessage } from '../../protocol/log-channel/inbox-line.ts';
import type { LogLine } from '../../protocol/log-channel/log-line.ts';
import { recordJson } from '../../protocol/record-json.ts';
import type { RecordedValue } from '../../protocol/recorded-value.ts';
import type { SessionRecord } from '../session-types.ts';
import type { CaptureQueue } from './capture-queue.ts';
import type { Ending } from './ending.ts';
import { lineEvents } from './line-events.ts';
import type { RequestDesk } from './request-desk.ts';

const NOTHING: RecordedValue = { value: null };

export interface HearingParts {
  workdir: string;
  record: Pick<SessionRecord, 'putBlob'>;
  captures: CaptureQueue;
  requests: RequestDesk;
  ending: Ending;
  tell: (message: InboxMessage, about?: string) => void;
  /** How many near misses the agent is told of. */
  hints: number;
}

/**
 * Takes what the agent says, line by line, whichever way it says it: makes events of it, and does at
 * once what can't wait until they are recorded.
 */
export class Hearing {
  readonly #parts: HearingParts;
  #hints: number;

  constructor(parts: HearingParts) {
    this.#parts = parts;
    this.#hints = parts.hints;
  }

  /** The events of a line, which the caller records. `raw` is the line as it was written. */
  async hear(line: LogLine, raw: string): Promise<RunEventBody[]> {
    const { workdir, requests, ending } = this.#parts;
    const bodies = lineEvents(line, {
      raw,
      workdir,
      concluded: ending.conclusion !== undefined,
      mayHint: this.#hints > 0,
      requestId: requests.nextId,
      data: line.type === 'domain' ? await this.#keep(line.json) : NOTHING,
    });
    for (const body of bodies) this.#act(body);
    return bodies;
  }

  #act(body: RunEventBody): void {
    const { captures, requests, ending, tell } = this.#parts;
    switch (body.type) {
      case 'deliverable.announced':
        void captures.announce(body.path);
        break;
      case 'deliverable.refused':
        tell({ type: 'refused', path: body.path, reason: body.reason });
        break;
      case 'agent.concluded': {
        const { verdict, message } = body;
        ending.conclude({ verdict, ...(message !== undefined && { message }) });
        break;
      }
      case 'attention.raised':
        void requests.open(body.id);
        tell({ type: 'asked', id: body.id, question: body.reason }, body.id);
        break;
      case 'browser.requested':
        void requests.open(body.id);
        tell({ type: 'asked', id: body.id, question: body.url }, body.id);
        break;
      case 'hint.given':
        this.#hints -= 1;
        tell({ type: 'hint', line: body.line, hint: body.hint });
        break;
      default:
    }
  }

  /** JSON as the record has it: whole where it is small, else beside the record. */
  async #keep(json: string): Promise<RecordedValue> {
    const shown = recordJson(json);
    if (!('bytes' in shown) || shown.preview === json) return shown;
    const ref = await this.#parts.record.putBlob(new TextEncoder().encode(json));
    return { ...shown, ref };
  }
}
