export interface WorkdirOptions {
  /** Absolute, or `~/…`. Default: one of its own under the user's cache folder. */
  path?: string;
  /** Who takes it: a name that is good as a folder name. */
  task: string;
  /** Take it over from the same task's driver that has died. Default false. */
  takeOver?: boolean;
  /**
   * Names in the folder that belong to one session. What an earlier one left there is moved aside,
   * beside what the runner kept of it; not when it is taken over. Default: none.
   */
  moveAside?: readonly string[];
}

/** The folder of a task, held for one driver. */
export interface Workdir {
  /** Absolute, with no link in it. */
  readonly path: string;
  /** Whether it was made here, and may be removed whole. */
  readonly made: boolean;
  /**
   * Where what an earlier session left was moved, absolute, and how many of its processes still ran
   * and were ended. Absent when nothing was there.
   */
  readonly earlier?: { folder: string; ended: number };
  /** Lets another driver have it. */
  release(): Promise<void>;
  /** Removes it with what is in it where it was made here; never anything outside of it. */
  remove(): Promise<void>;
}
