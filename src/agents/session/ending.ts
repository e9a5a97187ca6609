/** Why a session ends: the first of these counts. */
export type EndingCause =
  | { type: 'concluded' }
  | { type: 'cancelled'; reason: string }
  | { type: 'timed_out'; reason: string }
  | { type: 'lost'; reason: string }
  /** Something the session needs has failed. */
  | { type: 'failed' }
  | { type: 'body_ended' };

/** What the agent said of its work as a whole. */
export interface Conclusion {
  verdict: 'done' | 'error';
  message?: string;
}

/**
 * What went wrong on this side. `session`: what a session can't be without, so that what the agent
 * did is not known whole. `delivery`: a hook or a callback, so that the work may be done and not all
 * of it was taken.
 */
export interface Fault {
  weight: 'session' | 'delivery';
  /** One sentence. */
  message: string;
}

/** What is kept of faults, and of notes; of more it is only told how many there were. */
const MOST_TOLD = 100;

/** Keeps why a session ends, what the agent said last, and what failed. */
export class Ending {
  readonly began: Promise<EndingCause>;
  readonly faults: Fault[] = [];
  readonly #notes: string[] = [];
  #untold = 0;
  #isTakenOver = false;
  #begin!: (cause: EndingCause) => void;
  #cause: EndingCause | undefined;
  #conclusion: Conclusion | undefined;

  constructor() {
    this.began = new Promise((resolve) => {
      this.#begin = resolve;
    });
  }

  get cause(): EndingCause | undefined {
    return this.#cause;
  }

  get conclusion(): Conclusion | undefined {
    return this.#conclusion;
  }

  /** Facts for the record, one sentence each. */
  get notes(): string[] {
    if (this.#untold === 0) return this.#notes;
    return [...this.#notes, `There were ${this.#untold} more faults and notes of these kinds.`];
  }

  note(message: string): void {
    if (this.#notes.length < MOST_TOLD) this.#notes.push(message);
    else this.#untold += 1;
  }

  /** Ends the session, unless it is being ended. */
  end(cause: EndingCause): void {
    this.#cause ??= cause;
    this.#begin(this.#cause);
  }

  /** Whether another driver has the agent: nothing may be done to it any more. */
  get isTakenOver(): boolean {
    return this.#isTakenOver;
  }

  takenOver(reason: string): void {
    this.#isTakenOver = true;
    this.end({ type: 'lost', reason });
  }

  /** Takes what the agent said, if it is the first; tells whether it was. */
  conclude(conclusion: Conclusion): boolean {
    if (this.#conclusion !== undefined) return false;
    this.#conclusion = conclusion;
    this.end({ type: 'concluded' });
    return true;
  }

  /** Notes a failure; one of the session itself ends it. */
  fault(fault: Fault): void {
    // One that is as grave as none so far is told whatever came before it.
    const isFirst = this.faults.every(({ weight }) => weight !== fault.weight);
    if (isFirst || this.faults.length < MOST_TOLD) this.faults.push(fault);
    else this.#untold += 1;
    if (fault.weight === 'session') this.end({ type: 'failed' });
  }
}

/** The message of whatever was thrown. */
export function told(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}
