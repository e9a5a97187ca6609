import { HostError } from '../host-error.ts';
import { Connection } from './connection.ts';
import { ChannelFault, type ShellChannel, type ShellOptions } from './open-shell.ts';
import type { SshHostOptions } from './ssh-options.ts';

// Longer than the pause between two channels of the same follower.
const IDLE_MS = 5_000;

interface Side {
  readonly connection: Connection;
  /** Channels that are open or being opened. */
  channels: number;
  idle?: NodeJS.Timeout;
}

/**
 * Connections beside the first one, for channels that stay open: whatever number of files is followed,
 * the sessions of the first one stay free for what is over soon. Each is made when those before it are
 * full, and closed when nothing has used it for a while.
 */
export class SideConnections {
  readonly #first: Connection;
  readonly #target: string;
  readonly #options: SshHostOptions;
  readonly #sides: Side[] = [];
  #refused = false;

  constructor(first: Connection, target: string, options: SshHostOptions) {
    this.#first = first;
    this.#target = target;
    this.#options = options;
    // What froze the process of one may have frozen all, and who only waits for an end sends nothing.
    first.onChange(({ state }) => {
      if (state === 'disconnected') for (const side of this.#sides) void side.connection.checkUp();
    });
  }

  /**
   * Opens a channel as `Connection.open` does; over the first connection where the machine lets nobody
   * in a second time.
   */
  async open(text: string, options: ShellOptions = {}): Promise<ShellChannel> {
    // Whoever is not let in at all is told so by the first one.
    await this.#first.master(options.signal);
    for (let index = 0; !this.#refused; index += 1) {
      if (this.#first.closing.aborted) throw this.#first.closed();
      const side = this.#sides[index] ?? this.#add();
      this.#enter(side);
      try {
        const channel = await side.connection.open(text, { ...options, impatient: true });
        void channel.ended.then(() => this.#leave(side));
        return channel;
      } catch (error) {
        this.#leave(side);
        if (error instanceof HostError && error.code === 'host_refused') {
          // A server may take more tries for an attack.
          this.#refused = true;
        } else if (!(error instanceof ChannelFault)) {
          throw error;
        }
      }
    }
    return await this.#first.open(text, options);
  }

  /** Ends them all. To be called after the first one is being closed. */
  async close(): Promise<void> {
    await Promise.all(
      this.#sides.splice(0).map(({ idle, connection }) => {
        clearTimeout(idle);
        return connection.close();
      }),
    );
  }

  #add(): Side {
    // What does the work over there was found out by the first one.
    const connection = new Connection(this.#target, this.#options, async () => 'sh');
    const side: Side = { connection, channels: 0 };
    this.#sides.push(side);
    return side;
  }

  #enter(side: Side): void {
    clearTimeout(side.idle);
    side.channels += 1;
  }

  #leave(side: Side): void {
    side.channels -= 1;
    if (side.channels > 0) return;
    side.idle = setTimeout(() => {
      const index = this.#sides.indexOf(side);
      if (index >= 0) this.#sides.splice(index, 1);
      void side.connection.close();
    }, IDLE_MS).unref();
  }
}
