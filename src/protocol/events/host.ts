import * as z from 'zod/mini';

/** The run's driver reached the machine that its agent program runs on, at first or again. */
export interface HostConnected {
  type: 'host.connected';
  /** As people name it: `local`, or what `ssh` is told. */
  host: string;
  /** What does the work over there: `node` on this machine, else `python3`, `perl` or `sh`. */
  helper: string;
}

/** The connection to the machine broke. The agent goes on; the driver tries to reach it again. */
export interface HostDisconnected {
  type: 'host.disconnected';
  host: string;
  /** One sentence. */
  reason: string;
}

export const hostConnectedSchema: z.ZodMiniType<HostConnected> = z.looseObject({
  type: z.literal('host.connected'),
  host: z.string(),
  helper: z.string(),
}) as z.ZodMiniType<HostConnected>;

export const hostDisconnectedSchema: z.ZodMiniType<HostDisconnected> = z.looseObject({
  type: z.literal('host.disconnected'),
  host: z.string(),
  reason: z.string(),
}) as z.ZodMiniType<HostDisconnected>;
