export type { AgentChannel, DeliverAnswer, PersonAnswer } from './agent-channel.ts';
export type { SessionEnd, SessionRecord } from './session-types.ts';
