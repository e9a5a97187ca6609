import type { RunEvent } from '../../protocol/events/event.ts';
import { isKnownEvent } from '../../protocol/events/known-event.ts';
import { applyEvent, emptyTimeline } from '../../timeline/apply-event.ts';
import type { CallNode } from '../../timeline/call-node.ts';
import type { Timeline } from '../../timeline/timeline.ts';
import { agentLines } from './agent-lines.ts';
import { drawCall } from './call-line.ts';
import { endAtOnce } from './end-at-once.ts';
import { formatValue } from './format-args.ts';
import { clip, harmless } from './harmless.ts';
import { drawHeader } from './header-line.ts';
import { drawLine, type Piece } from './line.ts';
import { type OutputLine, OutputLines } from './output-tail.ts';
import { outputPieces } from './render-tree.ts';
import { approvalText, askedText, deliverablePiece, notePieces } from './side-lines.ts';
import { type Signs, signsFor } from './symbols.ts';
import type { Ending, PlainOptions } from './tree-options.ts';

/** Turns a run's events, one after another, into lines for a log or a pipe. */
export interface PlainLines {
  /** The lines that an event adds; often one, sometimes none. */
  add(event: RunEvent): string[];
  /** The lines that tell that a person asked the run to end; none when it has ended. */
  cancelling(): string[];
  /**
   * The last lines of a run that is not waited for. `at` is in milliseconds since the epoch. None
   * when it has ended.
   */
  endAtOnce(at: number): string[];
}

// A log is read later: a quarter of the way deserves a line, each percent does not. That all of it
// is done, the end says.
const QUARTERS = 4;

export function createPlainLines(options: PlainOptions): PlainLines {
  return new PlainWriter(options);
}

class PlainWriter implements PlainLines {
  readonly #options: Required<PlainOptions>;
  readonly #signs: Signs;
  readonly #timeline: Timeline = emptyTimeline();
  readonly #output = new OutputLines();
  /** How many quarters of a call or, under '', of the run were told. */
  readonly #told = new Map<string, number>();
  #ending: Ending | undefined;

  constructor(options: PlainOptions) {
    this.#options = { width: 200, ...options };
    this.#signs = signsFor(options.unicode);
  }

  add(event: RunEvent): string[] {
    if (event.seq <= this.#timeline.lastSeq) return [];
    applyEvent(this.#timeline, event);
    if (!isKnownEvent(event)) return [this.#line(`? ${shorten(event.type)}`)];
    switch (event.type) {
      case 'run.started':
        return [this.#header()];
      case 'run.progressed':
        return this.#isNews('', this.#timeline.run) ? [this.#header()] : [];
      case 'run.ended':
        return [...this.#rest(), this.#header(), ...this.#notes()];
      case 'call.began':
      case 'call.ended':
        this.#told.delete(event.callId);
        return this.#call(event.callId);
      case 'call.progressed': {
        const call = this.#timeline.callsById.get(event.callId);
        if (call === undefined || call.state !== 'running') return [];
        return this.#isNews(event.callId, call) ? this.#call(event.callId) : [];
      }
      case 'output.written':
        return this.#output.add(event.stream, event.text).map((line) => this.#outputLine(line));
      case 'deliverable.captured':
      case 'deliverable.refused': {
        const last = this.#timeline.deliverables.at(-1);
        return last === undefined ? [] : [this.#draw([deliverablePiece(last, this.#signs)])];
      }
      case 'attention.raised':
        return [this.#asks(askedText({ ...event, kind: 'attention' }))];
      case 'browser.requested':
        return [this.#asks(askedText({ ...event, kind: 'browser' }))];
      case 'attention.closed': {
        const what = event.answer === undefined ? 'has seen it' : 'answered';
        return [this.#asks(`${shorten(event.by)} ${what}${because(event.answer)}`)];
      }
      case 'approval.asked':
        return [this.#asks(approvalText(this.#timeline, event, this.#signs))];
      case 'approval.given': {
        const verdict = event.decision === 'approve' ? 'approved' : 'rejected';
        return [this.#asks(`${shorten(event.by)} ${verdict} it${because(event.reason)}`)];
      }
      case 'domain.sent': {
        const data = formatValue(event.data, this.#signs.ellipsis);
        return [this.#line(`${shorten(event.keyword)} ${data}`)];
      }
      case 'run.cancel_requested':
        return [this.#asks(`${shorten(event.by)} asked it to end${because(event.reason)}`)];
      case 'host.connected':
      case 'host.disconnected':
      case 'agent.launched':
      case 'agent.concluded':
      case 'agent.exited':
      case 'agent.stalled':
      case 'log.disturbed':
      case 'hint.given':
      case 'inbox.written':
        return agentLines(event).map((text) => this.#line(text));
      case 'log.read':
      case 'deliverable.announced':
        return [];
    }
  }

  cancelling(): string[] {
    const { state } = this.#timeline.run;
    if (state !== 'pending' && state !== 'running') return [];
    this.#ending = 'cancelling';
    return [this.#header()];
  }

  endAtOnce(at: number): string[] {
    if (!endAtOnce(this.#timeline, at)) return [];
    this.#ending = 'at_once';
    return [...this.#rest(), this.#header()];
  }

  #header(): string {
    const now = this.#timeline.lastAt ?? 0;
    const ending = this.#ending === undefined ? {} : { ending: this.#ending };
    return drawHeader(this.#timeline, { ...this.#options, ...ending, now });
  }

  #call(callId: string): string[] {
    const call = this.#timeline.callsById.get(callId);
    if (call === undefined) return [];
    const now = this.#timeline.lastAt ?? 0;
    return [drawCall(this.#timeline, call, depthOf(call), { ...this.#options, now })];
  }

  #isNews(key: string, { percent = 0 }: { percent?: number }): boolean {
    const quarters = Math.min(Math.floor((percent * QUARTERS) / 100), QUARTERS - 1);
    if (quarters <= (this.#told.get(key) ?? 0)) return false;
    this.#told.set(key, quarters);
    return true;
  }

  #rest(): string[] {
    return this.#output.rest().map((line) => this.#outputLine(line));
  }

  #notes(): string[] {
    return notePieces(this.#timeline).map((piece) => this.#draw([{ text: '  ' }, piece]));
  }

  #outputLine(line: OutputLine): string {
    // Output is what the log is for: it is bounded by its reader (output-tail.ts), not to a width.
    return this.#draw(outputPieces(line, this.#signs), Number.MAX_SAFE_INTEGER);
  }

  #asks(text: string): string {
    return this.#line(`${this.#signs.attention} ${text}`, 'magenta');
  }

  #line(text: string, look?: Piece['look']): string {
    return this.#draw([look === undefined ? { text } : { text, look }]);
  }

  #draw(pieces: readonly Piece[], width: number = this.#options.width): string {
    return drawLine(pieces, { width, color: this.#options.color, ellipsis: this.#signs.ellipsis });
  }
}

function shorten(name: string): string {
  return harmless(clip(name, 100));
}

function because(text: string | undefined): string {
  return text === undefined ? '' : `: ${harmless(clip(text, 500))}`;
}

const MAX_DEPTH = 16;

function depthOf(call: CallNode): number {
  let depth = 0;
  for (let at = call.parent; at !== undefined && depth < MAX_DEPTH; at = at.parent) depth += 1;
  return depth;
}
