interface Barrier {
  /** Which pass over the file began first after it was asked for. */
  pass: number;
  resolve(): void;
}

/** What the methods of a follower tell the loop that reads, and what the loop tells them back. */
export class FollowControl {
  #stopped = false;
  #finishing = false;
  #pass = 0;
  #barriers: Barrier[] = [];
  #finished: (() => void)[] = [];
  #changed = false;
  #urgent = false;
  #wake: (() => void) | undefined;

  get stopped(): boolean {
    return this.#stopped;
  }

  get finishing(): boolean {
    return this.#finishing;
  }

  /** Whether somebody waits for the end of what is there. */
  get awaited(): boolean {
    return this.#barriers.length > 0 || this.#finishing;
  }

  /** Tells the loop that there may be something to read. */
  notice(): void {
    this.#changed = true;
    this.#wake?.();
  }

  drain(): Promise<void> {
    if (this.#stopped) return Promise.resolve();
    return new Promise((resolve) => {
      this.#barriers.push({ pass: this.#pass, resolve });
      this.#hurry();
    });
  }

  finish(): Promise<void> {
    if (this.#stopped) return Promise.resolve();
    return new Promise((resolve) => {
      this.#finished.push(resolve);
      this.#finishing = true;
      this.#hurry();
    });
  }

  /** Ends the loop at its next step; whoever waits goes on. */
  stop(): void {
    if (this.#stopped) return;
    this.#stopped = true;
    for (const { resolve } of this.#barriers.splice(0)) resolve();
    for (const resolve of this.#finished.splice(0)) resolve();
    this.#hurry();
  }

  /** For the loop: begins a pass; whoever asked before it is answered by its end. */
  beginPass(): number {
    this.#pass += 1;
    return this.#pass;
  }

  /** For the loop: all that was there when `pass` began has been handed out. */
  reached(pass: number): void {
    const due = this.#barriers.filter((barrier) => barrier.pass < pass);
    this.#barriers = this.#barriers.filter((barrier) => barrier.pass >= pass);
    for (const { resolve } of due) resolve();
  }

  /**
   * For the loop: waits until `notice`, at least `least` and at most `most` milliseconds; gives
   * whether there was a notice.
   */
  async wait(least: number, most: number): Promise<boolean> {
    if (least > 0) await this.#sleep(least, () => this.#urgent);
    if (!this.#changed) await this.#sleep(most, () => this.#changed);
    const noticed = this.#changed;
    this.#changed = false;
    this.#urgent = false;
    return noticed;
  }

  #hurry(): void {
    this.#urgent = true;
    this.notice();
  }

  #sleep(milliseconds: number, isOver: () => boolean): Promise<void> {
    if (isOver()) return Promise.resolve();
    return new Promise((resolve) => {
      const end = (): void => {
        clearTimeout(timer);
        this.#wake = undefined;
        resolve();
      };
      const timer = setTimeout(end, milliseconds);
      this.#wake = () => {
        if (isOver()) end();
      };
    });
  }
}
