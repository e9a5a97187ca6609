import { HostError } from '../host-error.ts';
import type { Connection } from './connection.ts';
import { ChannelFault, type ShellChannel, type ShellOptions } from './open-shell.ts';

/** Sessions of the first connection that stay free for what ends soon, ending a program among it. */
const KEPT_FREE = 3;

interface Place {
  readonly connection: Connection;
  readonly keptFree: number;
  /** Long channels in it, those that are being opened included. */
  count: number;
  readonly open: Set<ShellChannel>;
}

/**
 * Channels that stay open for hours: in the first connection as long as enough of its sessions are
 * left for commands, then in further ones, which end with the last channel in them. How many a server
 * allows is known when it refuses one: those that are then too many break, and are opened elsewhere by
 * whoever reads them, as after any break. Where the machine lets nobody in a second time, those that
 * are kept free are used too.
 */
export class LongChannels {
  readonly #first: Connection;
  readonly #another: () => Connection;
  readonly #places: Place[];
  /** Connections that nothing uses any more. */
  readonly #leaving = new Set<Promise<void>>();
  #isClosed = false;
  /** Whether the machine lets nobody in a second time. */
  #isRefused = false;

  constructor(first: Connection, another: () => Connection) {
    this.#first = first;
    this.#another = another;
    this.#places = [placeIn(first, KEPT_FREE)];
    // What froze the process of one may have frozen all, and who only waits for an end sends nothing.
    first.onChange(({ state }) => {
      if (state !== 'disconnected') return;
      for (const { connection } of this.#places.slice(1)) void connection.checkUp();
    });
  }

  /** As `Connection.open`. */
  async open(text: string, options: ShellOptions = {}): Promise<ShellChannel> {
    // One that is added meanwhile for another channel may have room for this one too.
    for (const place of this.#places) {
      const channel = await this.#openIn(place, text, options);
      if (channel !== undefined) return channel;
    }
    if (this.#isRefused) return await this.#first.open(text, options);
    const place = placeIn(this.#another(), 0);
    if (this.#isClosed) throw place.connection.closed();
    this.#places.push(place);
    const channel = await this.#openIn(place, text, options);
    return channel ?? (await this.open(text, options));
  }

  /** Ends the further connections; the first one is its owner's to end. */
  async close(): Promise<void> {
    this.#isClosed = true;
    for (const { connection } of this.#places.splice(1)) this.#end(connection);
    await Promise.all(this.#leaving);
  }

  /** Opens a channel there; undefined when no session is left for one. */
  async #openIn(
    place: Place,
    text: string,
    options: ShellOptions,
  ): Promise<ShellChannel | undefined> {
    const fits = (limit: number): boolean => place.count <= limit - place.keptFree;
    place.count += 1;
    try {
      const channel = await place.connection.open(text, { ...options, fits });
      place.open.add(channel);
      void channel.ended.then(() => {
        place.open.delete(channel);
        this.#leave(place);
      });
      return channel;
    } catch (error) {
      this.#leave(place);
      if (error instanceof ChannelFault && error.kind === 'full') return undefined;
      if (isRefusal(error) && place.connection !== this.#first) {
        // A server may take more tries for an attack.
        this.#isRefused = true;
        return undefined;
      }
      throw error;
    }
  }

  #leave(place: Place): void {
    place.count -= 1;
    const index = this.#places.indexOf(place);
    if (place.count > 0 || index < 1) return;
    this.#places.splice(index, 1);
    this.#end(place.connection);
  }

  #end(connection: Connection): void {
    const ended = connection.close().finally(() => this.#leaving.delete(ended));
    this.#leaving.add(ended);
  }
}

function placeIn(connection: Connection, keptFree: number): Place {
  const open = new Set<ShellChannel>();
  connection.onNarrower = (limit) => {
    for (const channel of [...open].slice(Math.max(limit - keptFree, 0))) channel.destroy();
  };
  return { connection, keptFree, count: 0, open };
}

function isRefusal(error: unknown): boolean {
  return error instanceof HostError && error.code === 'host_refused';
}
