/** Bounds on one session with an agent. `Ms` are milliseconds. */
export interface SessionLimits {
  /** From the start of the run to its end, hooks included. */
  wallClockMs: number;
  /** Silence after which the agent is told as stalled. Waiting for a person does not count. */
  stalledAfterMs: number;
  /** Silence after which it is ended; 0 for never. */
  endAfterQuietMs: number;
  /** From DONE or ERROR to the end of the process before it is ended. */
  concludedGraceMs: number;
  /** From the notice in the inbox to the first signal, where a session is cancelled or out of time. */
  cancelGraceMs: number;
  /** How long a body may take to return after it was told to. */
  bodyGraceMs: number;
  /** How long what the program left running may still write after the program itself ended. */
  lingerMs: number;
  /** How long reading the last lines may take. */
  finishMs: number;
  /** How long captures under way may take when all else has ended. */
  drainMs: number;
  /** How long one call of a hook or of `onDeliverable` may take. */
  callbackMs: number;
  /** How long the record may take for one batch of events, or for the bytes of one file. */
  recordMs: number;
  /** How long a machine may be out of reach before the run is lost. */
  lostAfterMs: number;
  /** Size of one deliverable, in bytes. */
  deliverableBytes: number;
  /** Deliverables that may be announced and wait for their capture. */
  deliverablesWaiting: number;
  /** Bytes of a line of the log that are read. */
  lineBytes: number;
  /** Bytes of each of the program's output streams that are recorded. */
  outputBytes: number;
  /** Near misses that the agent is told of. */
  hints: number;
}

const MiB = 1024 * 1024;
const SECOND = 1000;
const MINUTE = 60 * SECOND;

export const DEFAULT_SESSION_LIMITS: Readonly<SessionLimits> = {
  // Agents work for hours; one that works for longer than a day was forgotten.
  wallClockMs: 24 * 60 * MINUTE,
  // A build or a slow model call takes a few minutes without a word.
  stalledAfterMs: 5 * MINUTE,
  // Only the user knows what silence means.
  endAfterQuietMs: 0,
  // Agent programs end their turn after they wrote DONE: one more model call.
  concludedGraceMs: 30 * SECOND,
  // Enough to save a file, if the agent looks.
  cancelGraceMs: 2 * SECOND,
  bodyGraceMs: 5 * SECOND,
  // A child in the background that writes the last line does so at once.
  lingerMs: 2 * SECOND,
  // A log of some hundred megabytes that nobody has read so far.
  finishMs: 60 * SECOND,
  // Several large files over a slow line.
  drainMs: 60 * SECOND,
  // A callback that uploads a file takes minutes at worst; one that hangs takes for ever.
  callbackMs: 5 * MINUTE,
  // A disk that is busy takes seconds; what takes longer does not come back.
  recordMs: 60 * SECOND,
  // A laptop's lid, a rebooting router.
  lostAfterMs: 15 * MINUTE,
  // Held in memory while it is captured.
  deliverableBytes: 64 * MiB,
  // Paths only; an agent that announces more than it can write is in a loop.
  deliverablesWaiting: 10_000,
  lineBytes: MiB,
  // More than anyone reads; the whole is in the file on the host.
  outputBytes: 16 * MiB,
  // An agent that has not learned by then will not.
  hints: 100,
};

/** The longest a timer can wait. */
const LONGEST_MS = 2 ** 31 - 1;

/**
 * Fills in what was not given.
 *
 * @throws RangeError for a limit that does not exist or is no whole number in its range.
 */
export function resolveSessionLimits(given: Partial<SessionLimits> = {}): SessionLimits {
  const limits: SessionLimits = { ...DEFAULT_SESSION_LIMITS };
  for (const [name, value] of Object.entries(given)) {
    if (!Object.hasOwn(DEFAULT_SESSION_LIMITS, name)) {
      const known = Object.keys(DEFAULT_SESSION_LIMITS).join(', ');
      throw new RangeError(`There is no session limit named ${name}; the limits are ${known}`);
    }
    if (value === undefined) continue;
    if (!Number.isSafeInteger(value) || value < 0) {
      throw new RangeError(`Limit ${name} must be a whole number from 0 up, not ${value}`);
    }
    if (name.endsWith('Ms') && value > LONGEST_MS) {
      throw new RangeError(`Limit ${name} can be at most ${LONGEST_MS} (24 days), not ${value}`);
    }
    limits[name as keyof SessionLimits] = value;
  }
  return limits;
}
