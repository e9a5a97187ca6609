/**
 * What a person has done to the run that no event tells: asked it to end, or ended this process
 * without waiting for that.
 */
export type Ending = 'cancelling' | 'at_once';

/** How the tree is drawn. The drawing itself asks nothing of the terminal. */
export interface TreeOptions {
  /** Columns a line may take. */
  width: number;
  /** Lines the tree may take; `Infinity` shows everything. */
  height: number;
  /** Whether to write colours. */
  color: boolean;
  /** Milliseconds since the epoch: until when things that are under way have taken. */
  now: number;
  /** Whether to use symbols beyond ASCII for marks, bars and dots. */
  unicode: boolean;
  /** Shown in the header in place of the run's state. */
  ending?: Ending;
}

/** How plain lines are drawn: for logs and pipes. */
export interface PlainOptions {
  color: boolean;
  unicode: boolean;
  /** Columns a line about a call may take. Default 200. */
  width?: number;
}
