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

/** The data of a line that has none. */
export const NOTHING: RecordedValue = { value: null };

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

  /** Keeps what a line has beside the record, and gives what stands for it there. */
  async keep(line: LogLine): Promise<RecordedValue> {
    if (line.type !== 'domain') return NOTHING;
    const shown = recordJson(line.json);
    if (!('bytes' in shown) || shown.preview === line.json) return shown;
    const ref = await this.#parts.record.putBlob(new TextEncoder().encode(line.json));
    return { ...shown, ref };
  }

  /**
   * The events of a line, which the caller adds to the record before anything else happens: what
   * comes of them stands behind them. `raw` is the line as it was written.
   */
  hear(line: LogLine, raw: string, data: RecordedValue = NOTHING): RunEventBody[] {
    const { workdir, requests, ending } = this.#parts;
    const bodies = lineEvents(line, {
      raw,
      workdir,
      concluded: ending.conclusion !== undefined,
      mayHint: this.#hints > 0,
      requestId: requests.nextId,
      data,
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
}
