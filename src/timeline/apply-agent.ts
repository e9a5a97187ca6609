import type { AgentExited, AgentLaunched, AgentStalled } from '../protocol/events/agent.ts';
import type { EventHeader } from '../protocol/events/header.ts';
import type { HostConnected, HostDisconnected } from '../protocol/events/host.ts';
import type { HintGiven, InboxWritten, LogDisturbed, LogRead } from '../protocol/events/log.ts';
import type { TimelineState } from './state.ts';

export function applyHostConnected(state: TimelineState, event: HostConnected): void {
  state.run.host ??= event.host;
  state.agent = { ...state.agent, connection: 'connected', helper: event.helper };
  delete state.agent.brokenBecause;
}

export function applyHostDisconnected(state: TimelineState, event: HostDisconnected): void {
  state.run.host ??= event.host;
  state.agent = { ...state.agent, connection: 'broken', brokenBecause: event.reason };
}

export function applyAgentLaunched(state: TimelineState, event: AgentLaunched): void {
  const { command, workdir, logFile, preset, process } = event;
  state.agent = { ...state.agent, command, workdir, logFile, process };
  if (preset !== undefined) state.agent.preset = preset;
}

export function applyAgentExited(state: TimelineState, event: EventHeader & AgentExited): void {
  const { at, exitCode, signal } = event;
  const exit = {
    at,
    ...(exitCode !== undefined && { exitCode }),
    ...(signal !== undefined && { signal }),
  };
  state.agent = { ...state.agent, exit };
  delete state.agent.quietSince;
}

export function applyAgentStalled(state: TimelineState, event: EventHeader & AgentStalled): void {
  state.agent = { ...state.agent, quietSince: event.at - event.quietMs };
}

/** Whatever was read of the agent ends its silence. */
export function applyLogRead(state: TimelineState, event: LogRead): void {
  const { file, generation, offset } = event;
  state.positions.set(file, { generation, offset });
  if (state.agent !== undefined) delete state.agent.quietSince;
}

export function applyLogDisturbed(state: TimelineState, event: EventHeader & LogDisturbed): void {
  const { seq, at, file, change, message } = event;
  state.disturbances.push({ seq, at, file, change, message });
}

export function applyHintGiven(state: TimelineState, event: EventHeader & HintGiven): void {
  const { seq, at, line, hint } = event;
  state.hints.push({ seq, at, line, hint });
}

export function applyInboxWritten(state: TimelineState, event: EventHeader & InboxWritten): void {
  const { seq, at, line, about } = event;
  state.inbox.push({ seq, at, line, ...(about !== undefined && { about }) });
}
