import { setTimeout as sleep } from 'node:timers/promises';
import type { ConnectionChange, HostFacts } from '../connection.ts';
import { HostError, type HostErrorCode } from '../host-error.ts';
import { isAnswering } from './control-master.ts';
import { endLeftServer } from './end-left-server.ts';
import { type Master, startMaster } from './master.ts';
import { ChannelFault, openShell, type ShellChannel, type ShellOptions } from './open-shell.ts';
import type { SshHostOptions } from './ssh-options.ts';

const FIRST_DELAY_MS = 250;
const LONGEST_DELAY_MS = 8_000;
// For what runs over there to be ended.
const CLOSE_MS = 4_000;

// What another try does not mend, and what a server could take for an attack when it goes on.
const final: readonly HostErrorCode[] = [
  'host_refused',
  'host_key_changed',
  'host_key_unknown',
  'no_shell',
  'no_ssh',
  'host_closed',
];

/** Finds out over a new connection what can do the work over there. */
export type ChooseHelper = (
  open: (text: string, options?: ShellOptions) => Promise<ShellChannel>,
) => Promise<HostFacts['helper']>;

/** A connection that is made when it is needed, and anew when it breaks, until it is closed. */
export class Connection {
  readonly #target: string;
  readonly #options: SshHostOptions;
  readonly #chooseHelper: ChooseHelper;
  readonly #closing = new AbortController();
  readonly #listeners = new Set<(change: ConnectionChange) => void>();
  /** Called when the server turns out to allow fewer sessions, with how many those are. */
  onNarrower: ((limit: number) => void) | undefined;
  readonly #running = new Set<Promise<unknown>>();
  #pending: Promise<Master> | undefined;
  #master: Master | undefined;
  #previous: Master | undefined;
  #helper: HostFacts['helper'] | undefined;
  #lastFailure = '';

  constructor(target: string, options: SshHostOptions, chooseHelper: ChooseHelper) {
    this.#target = target;
    this.#options = options;
    this.#chooseHelper = chooseHelper;
  }

  /** Calls with each change; returns what ends that. */
  onChange(listener: (change: ConnectionChange) => void): () => void {
    this.#listeners.add(listener);
    return () => this.#listeners.delete(listener);
  }

  /** The process that holds the connection, where there is one at the moment. */
  get current(): Master | undefined {
    return this.#master;
  }

  /** Aborted when the connection is to be closed. */
  get closing(): AbortSignal {
    return this.#closing.signal;
  }

  /** What has something to end over there before the connection is closed. */
  track<Result>(work: Promise<Result>): Promise<Result> {
    this.#running.add(work);
    const done = (): void => void this.#running.delete(work);
    work.then(done, done);
    return work;
  }

  /** Connects where that is needed, or waits until the connection is back. */
  async facts(signal?: AbortSignal): Promise<HostFacts> {
    const { platform, home, user } = await this.master(signal);
    return { platform, home, user, helper: this.#helper ?? 'sh' };
  }

  /** The process that holds the connection, once there is one. */
  async master(signal?: AbortSignal): Promise<Master> {
    if (this.#closing.signal.aborted) throw this.closed();
    if (signal?.aborted) throw this.#aborted();
    if (this.#pending === undefined) this.#keep(this.#connect());
    return this.#wait(this.#pending as Promise<Master>, signal);
  }

  /**
   * Opens a channel to a shell that runs a text, with a new connection where the old one is gone. A
   * text may so be begun more than once, unless it is sent with `cautious`.
   */
  async open(text: string, options: ShellOptions = {}): Promise<ShellChannel> {
    const until = Date.now() + this.#patienceMs;
    let { urgent = false } = options;
    let wasRefused = false;
    for (let tries = 1, refusals = 0; ; tries += 1) {
      const master = await this.master(options.signal);
      if (options.fits?.(master.slots.limit) === false) {
        throw new ChannelFault('full', 'its sessions are in use');
      }
      try {
        const onSlow = (): void => void this.checkUp();
        return await openShell(master, text, { ...options, urgent, onSlow });
      } catch (error) {
        if (!(error instanceof ChannelFault)) throw error;
        if (error.kind === 'session_refused' && urgent) {
          // Another one was as urgent: it waits as others do.
          urgent = false;
          continue;
        }
        if (error.kind === 'session_refused') {
          refusals = master.slots.isIdle ? refusals + 1 : 0;
          if (refusals > 5) throw this.#alone();
          // What has just ended here may not have ended over there: only the second time counts.
          if (wasRefused) {
            master.slots.lower();
            this.onNarrower?.(master.slots.limit);
          }
          wasRefused = true;
          await sleep(100);
          continue;
        }
        await this.#consider(error, master);
        if (Date.now() > until || (tries >= 5 && master === this.#master)) {
          throw new HostError(
            'host_unreachable',
            `${this.#target} opened no channel after ${tries} tries: ${error.message}`,
          );
        }
      }
    }
  }

  /** Gives a connection up whose process here has frozen; what broke further away it finds itself. */
  async checkUp(): Promise<void> {
    const master = this.#master;
    if (master && !(await isAnswering(master))) master.kill('the ssh process did not answer');
  }

  /** Ends the connection for good, and the commands that run. */
  async close(): Promise<void> {
    if (this.#closing.signal.aborted) return;
    this.#closing.abort();
    const running = Promise.allSettled(this.#running);
    await Promise.race([running, sleep(CLOSE_MS, undefined, { ref: false })]);
    const master = this.#master;
    master?.kill('closed');
    await Promise.all([master?.ended, this.#pending?.catch(() => {})]);
  }

  get #patienceMs(): number {
    return this.#options.reconnectTimeoutMs ?? 300_000;
  }

  #keep(attempt: Promise<Master>): void {
    this.#pending = attempt;
    attempt.catch(() => {
      if (this.#pending === attempt) this.#pending = undefined;
    });
  }

  async #connect(): Promise<Master> {
    const master = await startMaster(this.#target, this.#options, this.#closing.signal);
    this.#helper ??= await this.#chooseHelper((text, options) =>
      openShell(master, text, options),
    ).catch((cause: unknown) => {
      master.kill('closed');
      if (cause instanceof HostError && cause.code === 'no_shell') throw cause;
      if (cause instanceof ChannelFault && cause.kind === 'session_refused') throw this.#alone();
      throw new HostError(
        'host_unreachable',
        `${this.#target} broke off while it was looked at; try again`,
        { cause },
      );
    });
    if (this.#previous) await endLeftServer(master, this.#previous);
    this.#previous = master;
    if (this.#closing.signal.aborted) {
      master.kill('closed');
      throw this.closed();
    }
    this.#master = master;
    master.ended.then((reason) => this.#lost(master, reason));
    this.#tell({ state: 'connected', helper: this.#helper });
    return master;
  }

  #lost(master: Master, reason: string): void {
    if (this.#closing.signal.aborted || this.#master !== master) return;
    this.#master = undefined;
    this.#lastFailure = reason;
    this.#keep(this.#reconnect());
    this.#tell({ state: 'disconnected', reason });
  }

  async #reconnect(): Promise<Master> {
    for (let delay = 0; ; delay = Math.min(delay * 2 || FIRST_DELAY_MS, LONGEST_DELAY_MS)) {
      await sleep(delay, undefined, { signal: this.#closing.signal }).catch(() => {
        throw this.closed();
      });
      try {
        return await this.#connect();
      } catch (error) {
        if (error instanceof HostError && final.includes(error.code)) throw error;
        this.#lastFailure = error instanceof Error ? error.message : String(error);
      }
    }
  }

  /** Decides what a channel that did not come about means; returns when another try may go better. */
  async #consider(fault: ChannelFault, master: Master): Promise<void> {
    if (fault.kind === 'aborted') throw this.#aborted();
    if (fault.kind === 'no_answer') await this.checkUp();
    else await Promise.race([master.ended, sleep(500)]);
  }

  #wait(pending: Promise<Master>, signal: AbortSignal | undefined): Promise<Master> {
    return new Promise((resolve, reject) => {
      const onAbort = (): void => settle(() => reject(this.#aborted()));
      const timer = setTimeout(
        () =>
          settle(() =>
            reject(
              new HostError(
                'host_unreachable',
                `${this.#target} could not be reached again for ${this.#patienceMs / 1000} s: ${this.#lastFailure}`,
              ),
            ),
          ),
        this.#patienceMs,
      );
      const settle = (then: () => void): void => {
        clearTimeout(timer);
        signal?.removeEventListener('abort', onAbort);
        then();
      };
      signal?.addEventListener('abort', onAbort, { once: true });
      pending.then(
        (master) => settle(() => resolve(master)),
        (error: unknown) => settle(() => reject(error)),
      );
    });
  }

  #tell(change: ConnectionChange): void {
    for (const listener of this.#listeners) {
      try {
        listener(change);
      } catch (error) {
        // The connection and the other listeners go on.
        process.emitWarning(`A listener of a connection failed: ${error}`);
      }
    }
  }

  #alone(): HostError {
    return new HostError(
      'host_refused',
      `${this.#target} allows no session beside the one that holds the connection; raise MaxSessions in its sshd_config to 10`,
    );
  }

  closed(): HostError {
    return new HostError('host_closed', `The connection to ${this.#target} was closed`);
  }

  #aborted(): HostError {
    return new HostError('aborted', `Stopped while it waited for ${this.#target}`);
  }
}
