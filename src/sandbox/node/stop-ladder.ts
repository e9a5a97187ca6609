/** How long each step is given before the next, in milliseconds. */
const ASKED_MS = 50;
const INTERRUPTED_MS = 500;

export interface LadderSteps {
  /** Raises KeyboardInterrupt in the program. */
  interrupt(): void;
  /** Ends the process. */
  kill(): void;
}

/**
 * Stops a program that was asked to stop and has not: interrupt, interrupt again, kill. The asking
 * is done before; a program that awaits has then ended already. Returns the function that ends it.
 */
export function climbLadder({ interrupt, kill }: LadderSteps): () => void {
  const steps: [number, () => void][] = [
    [ASKED_MS, interrupt],
    [INTERRUPTED_MS, interrupt],
    [INTERRUPTED_MS, kill],
  ];
  let timer: NodeJS.Timeout | undefined;
  const next = (): void => {
    const step = steps.shift();
    if (step === undefined) return;
    timer = setTimeout(() => {
      step[1]();
      next();
    }, step[0]);
  };
  next();
  return () => clearTimeout(timer);
}
