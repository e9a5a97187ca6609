import type { RunEvent } from '../../../protocol/events/event.ts';
import { isKnownEvent } from '../../../protocol/events/known-event.ts';
import { formatBytes } from '../../format/bytes.ts';
import { formatDuration } from '../../format/duration.ts';

/**
 * Who says a line: the agent by a keyword, the agent without one, the driver to the agent, or the
 * driver about what it sees.
 */
export type ChannelVoice = 'keyword' | 'text' | 'told' | 'hint' | 'note' | 'trouble';

export interface ChannelLine {
  readonly seq: number;
  /** Milliseconds since the epoch. */
  readonly at: number;
  readonly voice: ChannelVoice;
  /** What stands in the column of keywords; may be empty. */
  readonly label: string;
  readonly text: string;
}

type Said = Omit<ChannelLine, 'seq' | 'at'>;

/** What an agent and its driver say to each other, a line each, in order. */
export class ChannelLines {
  readonly lines: ChannelLine[] = [];

  add(event: RunEvent): void {
    const { seq, at } = event;
    for (const said of linesOf(event)) this.lines.push({ seq, at, ...said });
  }
}

function linesOf(event: RunEvent): Said[] {
  if (!isKnownEvent(event)) return [];
  switch (event.type) {
    case 'run.progressed': {
      const percent = event.percent === undefined ? '' : `${Math.round(event.percent)}% `;
      return [keyword('STATUS', `${percent}${event.message ?? ''}`)];
    }
    case 'output.written':
      return event.stream === 'log' ? textLines(event.text) : [];
    case 'deliverable.announced':
      return [keyword('DELIVERABLE', event.path)];
    case 'deliverable.captured':
      return [note('captured', `${event.path} (${formatBytes(event.size)})`)];
    case 'deliverable.refused':
      return [{ voice: 'trouble', label: 'refused', text: `${event.path}: ${event.reason}` }];
    case 'attention.raised':
      return [keyword('ATTENTION', event.reason)];
    case 'browser.requested':
      return [keyword('BROWSER', event.url)];
    case 'attention.closed': {
      const what = event.answer === undefined ? 'has seen it' : `answered: ${event.answer}`;
      return [note('person', `${event.by} ${what}`)];
    }
    case 'domain.sent':
      return [keyword('DOMAIN_MESSAGE', event.keyword)];
    case 'hint.given':
      return [{ voice: 'hint', label: 'not a keyword', text: event.hint }];
    case 'inbox.written':
      return [{ voice: 'told', label: 'to the agent', text: event.line }];
    case 'log.disturbed':
      return [{ voice: 'trouble', label: event.file, text: event.message }];
    case 'host.connected':
      return [note('host', `Connected to ${event.host}`)];
    case 'host.disconnected':
      return [
        {
          voice: 'trouble',
          label: 'host',
          text: `Lost the connection to ${event.host}: ${event.reason}`,
        },
      ];
    case 'agent.launched':
      return [note('agent', `Started ${event.command[0] ?? ''} in ${event.workdir}`)];
    case 'agent.exited':
      return [note('agent', exitText(event))];
    case 'agent.stalled':
      return [
        { voice: 'trouble', label: 'agent', text: `Silent for ${formatDuration(event.quietMs)}` },
      ];
    case 'run.cancel_requested':
      return [note('person', `${event.by} asked it to end${because(event.reason)}`)];
    case 'agent.concluded':
      return [keyword(event.verdict.toUpperCase(), event.message ?? '')];
    case 'run.ended':
      return [note('run', `Ended: ${event.outcome.replace('_', ' ')}`)];
    default:
      return [];
  }
}

/** How an agent's process ended, as a sentence. */
export function exitText({ exitCode, signal }: { exitCode?: number; signal?: string }): string {
  if (signal !== undefined) return `Its process was ended by ${signal}`;
  if (exitCode === undefined) return 'Its process has ended; nobody can tell how';
  return `Its process ended with exit code ${exitCode}`;
}

function keyword(label: string, text: string): Said {
  return { voice: 'keyword', label, text };
}

function note(label: string, text: string): Said {
  return { voice: 'note', label, text };
}

function because(reason: string | undefined): string {
  return reason === undefined ? '' : `: ${reason}`;
}

function textLines(text: string): Said[] {
  return text
    .replace(/\n$/, '')
    .split('\n')
    .map((line) => ({ voice: 'text', label: '', text: line }));
}
