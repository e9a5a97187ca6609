import type { SessionRecord } from '../agents/session-types.ts';
import type { EventBody } from '../journal/journal.ts';
import { hideEventTokens } from '../protocol/call-events/hide-event-tokens.ts';
import { readJson } from '../protocol/read-json.ts';
import type { AgentJournal } from './agent-journal.ts';
import { AgentRunError } from './agent-run-types.ts';

/**
 * Records what a driver has of one run, batch after batch, each behind what it knows. After a failure
 * it takes nothing more: what would follow belongs behind what is missing.
 */
export class AgentRecord implements SessionRecord {
  readonly #journal: AgentJournal;
  readonly #runId: string;
  readonly #secrets: () => readonly string[];
  #lastSeq: number;
  #turn: Promise<unknown> = Promise.resolve();
  #isTakenOver = false;

  /**
   * `lastSeq`: position of the newest event that the driver knows. `secrets`: what never stands in an
   * event, made of letters, digits, `_` and `-`.
   */
  constructor(
    journal: AgentJournal,
    runId: string,
    lastSeq: number,
    secrets: () => readonly string[] = () => [],
  ) {
    this.#journal = journal;
    this.#runId = runId;
    this.#lastSeq = lastSeq;
    this.#secrets = secrets;
  }

  /** Whether another driver was found to record the run. */
  get isTakenOver(): boolean {
    return this.#isTakenOver;
  }

  append(bodies: readonly EventBody[]): Promise<void> {
    if (bodies.length === 0) return Promise.resolve();
    const batch = withoutTokens(bodies, this.#secrets());
    const added = this.#turn.then(async () => {
      try {
        this.#lastSeq = await this.#journal.append(this.#runId, this.#lastSeq, batch);
      } catch (fault) {
        if (!isConflict(fault)) throw fault;
        this.#isTakenOver = true;
        const message = `Another process drives the run ${this.#runId}; this one has left it alone`;
        throw new AgentRunError('run_taken_over', message, { cause: fault });
      }
    });
    this.#turn = added;
    // Whoever appended is told; the turn alone is nobody's failure.
    this.#turn.catch(() => undefined);
    return added;
  }

  putBlob(content: Uint8Array): Promise<string> {
    return this.#journal.putBlob(this.#runId, content);
  }

  getBlob(ref: string): Promise<Uint8Array | undefined> {
    return this.#journal.getBlob(ref);
  }
}

/** The journal may be in another process, whose answer is told as a cause. */
function isConflict(fault: unknown): boolean {
  const { code, cause } = (fault ?? {}) as { code?: unknown; cause?: { code?: unknown } };
  return code === 'append_conflict' || cause?.code === 'append_conflict';
}

/** Whoever may read a run may not speak in it: an agent that prints its environment tells both roads. */
function withoutTokens(
  bodies: readonly EventBody[],
  secrets: readonly string[],
): readonly EventBody[] {
  const json = JSON.stringify(bodies);
  const hidden = secrets.reduce((text, secret) => text.replaceAll(secret, '…'), json);
  const shown = hideEventTokens(hidden);
  return shown === json ? bodies : (readJson(shown) as EventBody[]);
}
