import type {
  AgentConcluded,
  AgentExited,
  AgentLaunched,
  AgentStalled,
} from '../../protocol/events/agent.ts';
import type { HostConnected, HostDisconnected } from '../../protocol/events/host.ts';
import type { HintGiven, InboxWritten, LogDisturbed } from '../../protocol/events/log.ts';
import { clip, harmless } from './harmless.ts';

type AgentEvent =
  | HostConnected
  | HostDisconnected
  | AgentLaunched
  | AgentConcluded
  | AgentExited
  | AgentStalled
  | LogDisturbed
  | HintGiven
  | InboxWritten;

const MAX_TEXT = 500;

/** What a log tells of an agent program and its machine. */
export function agentLines(event: AgentEvent): string[] {
  switch (event.type) {
    case 'host.connected':
      return [`connected to ${bounded(event.host)}`];
    case 'host.disconnected':
      return [`lost the connection to ${bounded(event.host)}: ${bounded(event.reason)}`];
    case 'agent.launched':
      return [`started ${bounded(event.command[0] ?? '')} in ${bounded(event.workdir)}`];
    case 'agent.exited': {
      const how = event.signal ?? (event.exitCode === undefined ? 'unknown' : event.exitCode);
      return [`the agent program ended (${bounded(String(how))})`];
    }
    case 'agent.concluded': {
      const what = event.verdict === 'done' ? 'is done' : 'cannot go on';
      return [
        `the agent says that it ${what}${event.message ? `: ${bounded(event.message)}` : ''}`,
      ];
    }
    case 'agent.stalled':
      return [`the agent has been silent for ${Math.round(event.quietMs / 1000)} s`];
    case 'log.disturbed':
      return [bounded(event.message)];
    case 'hint.given':
      return [`${bounded(event.line)}: ${bounded(event.hint)}`];
    case 'inbox.written':
      return [`told the agent: ${bounded(event.line)}`];
  }
}

function bounded(text: string): string {
  return harmless(clip(text, MAX_TEXT));
}
