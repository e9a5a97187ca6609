import type {
  AgentConcluded,
  AgentExited,
  AgentLaunched,
  AgentStalled,
} from '../protocol/events/agent.ts';
import type { DeliverableAnnounced } from '../protocol/events/deliverable.ts';
import type { EventHeader } from '../protocol/events/header.ts';
import type { HostConnected, HostDisconnected } from '../protocol/events/host.ts';
import type { HintGiven, InboxWritten, LogDisturbed, LogRead } from '../protocol/events/log.ts';
import type { MutableAgent, TimelineState } from './state.ts';

export function applyHostConnected(state: TimelineState, event: HostConnected): void {
  state.run.host ??= event.host;
  const agent = agentOf(state);
  agent.connection = 'connected';
  agent.helper = event.helper;
  delete agent.brokenBecause;
}

export function applyHostDisconnected(state: TimelineState, event: HostDisconnected): void {
  state.run.host ??= event.host;
  const agent = agentOf(state);
  agent.connection = 'broken';
  agent.brokenBecause = event.reason;
}

export function applyAgentLaunched(state: TimelineState, event: AgentLaunched): void {
  const { command, workdir, logFile, preset, process } = event;
  Object.assign(agentOf(state), { command, workdir, logFile, process });
  if (preset !== undefined) agentOf(state).preset = preset;
}

export function applyAgentExited(state: TimelineState, event: EventHeader & AgentExited): void {
  const { at, exitCode, signal } = event;
  const agent = agentOf(state);
  agent.exit = {
    at,
    ...(exitCode !== undefined && { exitCode }),
    ...(signal !== undefined && { signal }),
  };
  delete agent.quietSince;
}

export function applyAgentConcluded(
  state: TimelineState,
  event: EventHeader & AgentConcluded,
): void {
  const { at, verdict, message } = event;
  agentOf(state).conclusion ??= { at, verdict, ...(message !== undefined && { message }) };
}

export function applyAgentStalled(state: TimelineState, event: EventHeader & AgentStalled): void {
  agentOf(state).quietSince = event.at - event.quietMs;
}

export function applyAnnounced(state: TimelineState, event: DeliverableAnnounced): void {
  agentOf(state).awaited.push(event.path);
}

/** The oldest announcement of a path that was captured or refused waits no longer. */
export function settleAnnounced(state: TimelineState, path: string): void {
  const index = state.agent?.awaited.indexOf(path) ?? -1;
  if (index >= 0) state.agent?.awaited.splice(index, 1);
}

/** Whatever was read of the agent ends its silence. */
export function applyLogRead(state: TimelineState, event: LogRead): void {
  const { file, generation, offset, mark } = event;
  const agent = agentOf(state);
  agent.positions[file] = { generation, offset, ...(mark !== undefined && { mark }) };
  delete agent.quietSince;
}

export function applyLogDisturbed(state: TimelineState, event: EventHeader & LogDisturbed): void {
  const { seq, at, file, change, message } = event;
  agentOf(state).disturbances.push({ seq, at, file, change, message });
}

export function applyHintGiven(state: TimelineState, event: EventHeader & HintGiven): void {
  const { seq, at, line, hint } = event;
  agentOf(state).hints.push({ seq, at, line, hint });
}

export function applyInboxWritten(state: TimelineState, event: EventHeader & InboxWritten): void {
  const { seq, at, line, about } = event;
  agentOf(state).inbox.push({ seq, at, line, ...(about !== undefined && { about }) });
}

function agentOf(state: TimelineState): MutableAgent {
  state.agent ??= { positions: {}, awaited: [], disturbances: [], hints: [], inbox: [] };
  return state.agent;
}
