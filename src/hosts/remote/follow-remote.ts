import { FollowControl } from '../follow/follow-control.ts';
import { FollowedText } from '../follow/followed-text.ts';
import type { FollowBatch, Follower, FollowOptions } from '../follower.ts';
import { HostError } from '../host-error.ts';
import type { BodyFrame, LineFrame } from './frame-reader.ts';
import { HelperLink } from './helper-link.ts';
import type { RemoteMachine } from './remote-machine.ts';
import { RetryPause } from './retry-pause.ts';
import { SeenTail } from './seen-tail.ts';

/** A program that follows says something each second; after this long without, the connection is dead. */
const SILENCE_MS = 4000;
/** A program has this long to begin, and to hash what was read before. */
const ANSWER_MS = 30_000;
/** Times in a row that a program may end before it begins. */
const START_TRIES = 4;

/**
 * Follows a file of a machine through a program over there. `connect` is called for each connection,
 * and reconnects; only its `host_unreachable` is waited out.
 */
export function followRemote(
  connect: () => Promise<RemoteMachine>,
  path: string,
  options: FollowOptions = {},
): Follower {
  return new RemoteFollower(connect, path, options);
}

type Change = 'truncated' | 'replaced' | 'rewritten';
type Batches = AsyncGenerator<FollowBatch, void, void>;

class RemoteFollower implements Follower {
  readonly #connect: () => Promise<RemoteMachine>;
  readonly #path: string;
  readonly #signal: AbortSignal | undefined;
  readonly #control = new FollowControl();
  readonly #stopping = new AbortController();
  readonly #text: FollowedText;
  readonly #pause = new RetryPause();
  readonly #tail = new SeenTail();
  #link: HelperLink | undefined;
  /** The file that was read last, as the machine names it. */
  #file: string | undefined;
  /** What was told to be at the path instead of a file. */
  #told: 'missing' | 'unreadable' | undefined;
  /** Whether the program over there takes questions. */
  #ready = false;
  /** What it was asked last and has not answered. */
  #asked: { pass: number; finishing: boolean } | undefined;
  /** Whether known bytes of the file were seen to be others. */
  #suspect = false;
  #ended = false;

  constructor(
    connect: () => Promise<RemoteMachine>,
    path: string,
    { from, maxLineBytes, signal }: FollowOptions,
  ) {
    this.#connect = connect;
    this.#path = path;
    this.#signal = signal;
    this.#text = new FollowedText(maxLineBytes, from);
  }

  drain(): Promise<void> {
    const done = this.#control.drain();
    this.#ask();
    return done;
  }

  finish(): Promise<void> {
    const done = this.#control.finish();
    this.#ask();
    return done;
  }

  stop(): void {
    this.#control.stop();
    this.#stopping.abort();
    this.#pause.end();
    this.#link?.close();
  }

  async *[Symbol.asyncIterator](): Batches {
    const stop = (): void => this.stop();
    if (this.#signal?.aborted) this.stop();
    this.#signal?.addEventListener('abort', stop);
    try {
      while (!this.#control.stopped && !this.#ended) {
        this.#link = await this.#open();
        try {
          if (this.#link && !this.#control.stopped) yield* this.#followOnce(this.#link);
        } finally {
          this.#link?.close();
        }
        if (!this.#control.stopped && !this.#ended) await this.#pause.wait();
      }
    } finally {
      this.stop();
      this.#signal?.removeEventListener('abort', stop);
    }
  }

  async #open(): Promise<HelperLink | undefined> {
    this.#ready = false;
    this.#asked = undefined;
    try {
      const machine = await Promise.race([this.#connect(), this.#pause.over]);
      if (!machine) return undefined;
      const path = this.#path.replace(/^~(?=\/)/, () => machine.home ?? '~');
      const { signal } = this.#stopping;
      return await HelperLink.open({ ...machine, program: 'follow', args: [path], signal });
    } catch (error) {
      if (this.#control.stopped) return undefined;
      if (error instanceof HostError && error.code === 'host_unreachable') return undefined;
      throw error;
    }
  }

  /** Follows until the connection or the file is another one. */
  async *#followOnce(link: HelperLink): Batches {
    const opening = await this.#line(link, '@');
    if (!opening) return this.#checkStart(link);
    const [file = '-', size = '0'] = opening.rest;
    if (file !== '-') {
      this.#told = undefined;
      if (!(yield* this.#findPlace(link, file, Number(size)))) return;
      this.#file = file;
    }
    link.send(`r ${file === '-' ? 0 : this.#text.offset}`);
    while (!this.#control.stopped && !this.#ended) {
      const frame = await link.next(SILENCE_MS);
      if (!frame) return;
      if (frame.type === 'body') {
        this.#pause.reset();
        if (!(yield* this.#take(frame))) return;
      } else if (yield* this.#obey(frame)) return;
    }
  }

  /** Does what a line says; gives whether the program ends with it. */
  async *#obey({ word, rest }: LineFrame): AsyncGenerator<FollowBatch, boolean, void> {
    if (word === '.') {
      if (this.#ready) this.#pause.reset();
      this.#ready = true;
      this.#ask();
    } else if (word === 'b') {
      yield* this.#answer();
    } else if (word === '-') {
      yield* this.#away(rest[0]);
    }
    return word === 'E';
  }

  /** Tells that there is nothing to be read where there was, or is, something. */
  async *#away(what: string | undefined): Batches {
    let change: 'missing' | 'unreadable' | undefined;
    if (what === 'unreadable') change = 'unreadable';
    else if (what === 'irregular') change = 'missing';
    else if (what === 'absent' && (this.#text.offset > 0 || this.#file)) change = 'missing';
    if (change && change !== this.#told) {
      yield { type: 'disturbed', change, generation: this.#text.generation };
    }
    this.#told = change;
  }

  /** All that was there when the program was asked has been handed out. */
  async *#answer(): Batches {
    const asked = this.#asked;
    this.#asked = undefined;
    if (!asked) return;
    this.#control.reached(asked.pass);
    if (asked.finishing) {
      const rest = this.#text.rest();
      if (rest && !this.#control.stopped) yield rest;
      this.#ended = true;
    } else {
      this.#ask();
    }
  }

  #ask(): void {
    if (!this.#ready || this.#asked !== undefined || !this.#control.awaited) return;
    this.#asked = { finishing: this.#control.finishing, pass: this.#control.beginPass() };
    this.#link?.send('b');
  }

  /** Decides where to read on in the file that is there; false when the connection broke. */
  async *#findPlace(
    link: HelperLink,
    file: string,
    size: number,
  ): AsyncGenerator<FollowBatch, boolean, void> {
    const text = this.#text;
    const known = this.#file === file && !this.#suspect;
    if (known ? size >= text.offset : text.offset === 0 && !this.#file) return true;
    const digest = async (start: number, end: number): Promise<string> => {
      link.send(`d ${start} ${end}`);
      const answer = await this.#line(link, '#');
      if (!answer) throw new LostLink();
      return answer.rest[0] ?? '';
    };
    try {
      const same = size >= text.lineEnd && (await text.isSame(digest));
      yield* this.#turn(same, this.#changeTo(file, size));
      return true;
    } catch (error) {
      if (error instanceof LostLink) return false;
      throw error;
    }
  }

  #changeTo(file: string, size: number): Change {
    if (this.#suspect) return 'rewritten';
    if (this.#file !== undefined && this.#file !== file) return 'replaced';
    return size < this.#text.offset ? 'truncated' : 'replaced';
  }

  async *#turn(same: boolean, change: Change): Batches {
    const text = this.#text;
    this.#tail.clear();
    this.#suspect = false;
    if (same) {
      text.rewind();
    } else {
      const rest = change === 'replaced' ? text.rest() : undefined;
      if (rest) yield rest;
      yield text.restart(change);
    }
  }

  /** Takes the bytes that are not known; false when those that are known have changed. */
  async *#take({ at, bytes }: BodyFrame): AsyncGenerator<FollowBatch, boolean, void> {
    const known = Math.min(bytes.length, Math.max(0, this.#text.offset - at));
    if (at > this.#text.offset) return false;
    if (!this.#tail.agrees(bytes.subarray(0, known), at, this.#text.offset)) {
      this.#suspect = true;
      return false;
    }
    const added = bytes.subarray(known);
    if (added.length > 0) {
      this.#tail.add(added);
      const batch = this.#text.take(added);
      if (batch) yield batch;
    }
    return true;
  }

  /** Throws when the machine has refused to run the program again and again. */
  async #checkStart(link: HelperLink): Promise<void> {
    if (link.begun || this.#pause.tries < START_TRIES || this.#control.stopped) return;
    const exitCode = await link.exitCode();
    // What `ssh` itself ends with when the connection breaks.
    if (exitCode === undefined || exitCode === 255) return;
    const words = link.complaint || `exit code ${exitCode}`;
    throw new HostError('no_shell', `the machine does not run what follows a file: ${words}`);
  }

  async #line(link: HelperLink, word: string): Promise<LineFrame | undefined> {
    for (;;) {
      const frame = await link.next(ANSWER_MS);
      if (!frame) return undefined;
      if (frame.type !== 'line') continue;
      if (frame.word === word) return frame;
    }
  }
}

class LostLink extends Error {}
