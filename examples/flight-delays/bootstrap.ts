// How long a computation may keep the host from its other calls.
const SLICE_MS = 8;

/** How a long computation tells how far it is and learns that it should end. */
export interface Watch {
  signal: AbortSignal;
  progress: (report: { percent: number }) => void;
}

/** Random numbers from 0 up to 1, the same ones for the same seed (mulberry32). */
function randomNumbers(seed: number): () => number {
  let state = seed;
  return () => {
    state = (state + 0x6d2b79f5) | 0;
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32;
  };
}

/** The percentile of one sample drawn, with repetition, from sorted values. */
function drawPercentile(sorted: readonly number[], rank: number, random: () => number): number {
  const drawn = new Uint32Array(sorted.length);
  for (let draw = 0; draw < sorted.length; draw += 1) {
    const index = Math.floor(random() * sorted.length);
    drawn[index] = (drawn[index] ?? 0) + 1;
  }
  let index = 0;
  for (let seen = drawn[0] ?? 0; seen < rank; seen += drawn[index] ?? 0) index += 1;
  return sorted[index] ?? Number.NaN;
}

let lastTurn: Promise<void> = Promise.resolve();

/** Waits until the host has done its other work once; of several that wait, one goes on each time. */
function nextTurn(): Promise<void> {
  lastTurn = lastTurn.then(() => new Promise((resolve) => setImmediate(resolve)));
  return lastTurn;
}

/** The middle 95 % of the percentiles of many samples drawn from the values. */
export async function bootstrapInterval(
  values: readonly number[],
  percentile: number,
  resamples: number,
  { signal, progress }: Watch,
): Promise<{ low: number; high: number }> {
  const sorted = values.toSorted((one, other) => one - other);
  const rank = Math.ceil((percentile / 100) * sorted.length);
  const random = randomNumbers(sorted.length);
  const found: number[] = [];
  let pause = performance.now();
  while (found.length < resamples) {
    found.push(drawPercentile(sorted, rank, random));
    if (performance.now() - pause < SLICE_MS) continue;
    await nextTurn();
    signal.throwIfAborted();
    progress({ percent: Math.floor((100 * found.length) / resamples) });
    pause = performance.now();
  }
  found.sort((one, other) => one - other);
  const at = (share: number): number => found[Math.floor(share * (resamples - 1))] ?? Number.NaN;
  return { low: at(0.025), high: at(0.975) };
}
