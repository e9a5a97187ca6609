import type { RunEventBody } from '../../protocol/events/event.ts';
import {
  DELIVERABLES_FOLDER,
  relativizeDeliverablePath,
  validateDeliverablePath,
} from '../../protocol/log-channel/deliverable-path.ts';
import type { LogLine } from '../../protocol/log-channel/log-line.ts';
import type { RecordedValue } from '../../protocol/recorded-value.ts';

/** Characters of a line that a hint quotes. */
const QUOTED = 200;

/** What the rules have to know beside the line. */
export interface LineFacts {
  /** The line as it was written. */
  raw: string;
  /** Absolute; what announced paths are relative to. */
  workdir: string;
  /** Whether the agent has said before that its work is over. */
  concluded: boolean;
  /** Whether the agent may be given one more hint. */
  mayHint: boolean;
  /** The id that a request to a person gets. */
  requestId: string;
  /** The data of a domain message as the record keeps it. */
  data: RecordedValue;
}

/**
 * The events that one line of an agent's log becomes, or what it said by a tool as if it were a line.
 * After DONE or ERROR everything is text but deliverables.
 */
export function lineEvents(line: LogLine, facts: LineFacts): RunEventBody[] {
  if (facts.concluded && line.type !== 'deliverable') return text(facts.raw);
  switch (line.type) {
    case 'status': {
      const { percent, message } = line;
      if (percent === undefined && message === undefined) return [];
      return [
        {
          type: 'run.progressed',
          ...(percent !== undefined && { percent }),
          ...(message !== undefined && { message }),
        },
      ];
    }
    case 'deliverable': {
      const place = placeDeliverable(line.path, facts.workdir);
      if ('path' in place) return [{ type: 'deliverable.announced', path: place.path }];
      return [{ type: 'deliverable.refused', path: line.path, reason: place.refused }];
    }
    case 'done':
      return [conclusion('done', line.summary)];
    case 'error':
      return [conclusion('error', line.message)];
    case 'browser':
      return [{ type: 'browser.requested', id: facts.requestId, url: line.url }];
    case 'attention':
      return [{ type: 'attention.raised', id: facts.requestId, reason: line.reason }];
    case 'domain':
      return [{ type: 'domain.sent', keyword: line.keyword, data: facts.data }];
    case 'unknown': {
      const hint =
        line.hint !== undefined && facts.mayHint
          ? [{ type: 'hint.given' as const, line: quoted(line.line), hint: line.hint }]
          : [];
      return [...text(line.line), ...hint];
    }
  }
}

/** Where an announced file lies below the folder for deliverables, or why it is no deliverable. */
export function placeDeliverable(
  path: string,
  workdir: string,
): { path: string } | { refused: string } {
  try {
    return { path: relativizeDeliverablePath(validateDeliverablePath(path, workdir), workdir) };
  } catch (error) {
    const told = error instanceof Error ? error.message : String(error);
    return { refused: `${told}.`.replace(/\.\.$/, '.') };
  }
}

/** A captured file as the agent knows it: relative to the workdir. */
export function announcedAs(path: string): string {
  return `${DELIVERABLES_FOLDER}/${path}`;
}

function conclusion(verdict: 'done' | 'error', message: string | undefined): RunEventBody {
  return { type: 'agent.concluded', verdict, ...(message !== undefined && { message }) };
}

function text(line: string): RunEventBody[] {
  return line === '' ? [] : [{ type: 'output.written', stream: 'log', text: `${line}\n` }];
}

function quoted(line: string): string {
  return line.length > QUOTED ? `${line.slice(0, QUOTED)}…` : line;
}
