import { HostError } from '../host-error.ts';
import type { Connection } from './connection.ts';
import { ChannelFault, type ShellChannel, type ShellOptions } from './open-shell.ts';

/** Sessions of the first connection that stay free for what ends soon, ending a program among it. */
const KEPT_FREE = 3;

interface Place {
  readonly connection: Connection;
  readonly keptFree: number;
  /** Who has a channel in it or is about to. */
  users: number;
  /** Sessions of it that they have, those that are being opened included. */
  taken: number;
  readonly open: Set<ShellChannel>;
}

/**
 * Channels that stay open for hours: in the first connection as long as enough of its sessions are
 * left for commands, then in further ones, which end with the last channel in them. How many a server
 * allows is known when it refuses one: those that are then too many break, and are opened elsewhere by
 * whoever reads them, as after any break.
 */
export class LongChannels {
  readonly #first: Connection;
  readonly #another: () => Connection;
  readonly #places: Place[];
  /** Connections that nothing uses any more. */
  readonly #leaving = new Set<Promise<void>>();
  #isClosed = false;

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
    try {
      return await this.#openAnywhere(text, options);
    } catch (error) {
      // A machine that lets nobody in twice: with a password of one use, say.
      const isRefused = error instanceof HostError && error.code === 'host_refused';
      if (!isRefused || this.#isClosed) throw error;
      return await this.#first.open(text, options);
    }
  }

  /** Ends the further connections; the first one is its owner's to end. */
  async close(): Promise<void> {
    this.#isClosed = true;
    for (const { connection } of this.#places.splice(1)) this.#end(connection);
    await Promise.all(this.#leaving);
  }

  async #openAnywhere(text: string, options: ShellOptions): Promise<ShellChannel> {
    // One that is added meanwhile for another channel may have room for this one too.
    for (const place of this.#places) {
      const channel = await this.#openIn(place, text, options);
      if (channel !== undefined) return channel;
    }
    const place = placeIn(this.#another(), 0);
    if (this.#isClosed) throw place.connection.closed();
    this.#places.push(place);
    const channel = await this.#openIn(place, text, options);
    return channel ?? (await this.#openAnywhere(text, options));
  }

  /** Opens a channel there; undefined when no session is left for one. */
  async #openIn(
    place: Place,
    text: string,
    options: ShellOptions,
  ): Promise<ShellChannel | undefined> {
    let own = 0;
    const take = (limit: number): boolean => {
      place.taken -= own;
      own = place.taken < limit - place.keptFree ? 1 : 0;
      place.taken += own;
      return own === 1;
    };
    const leave = (): void => {
      place.taken -= own;
      this.#leave(place);
    };
    place.users += 1;
    try {
      const channel = await place.connection.open(text, { ...options, fits: take });
      place.open.add(channel);
      void channel.ended.then(() => {
        place.open.delete(channel);
        leave();
      });
      return channel;
    } catch (error) {
      leave();
      if (error instanceof ChannelFault && error.kind === 'full') return undefined;
      throw error;
    }
  }

  #leave(place: Place): void {
    place.users -= 1;
    const index = this.#places.indexOf(place);
    if (place.users > 0 || index < 1) return;
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
  return { connection, keptFree, users: 0, taken: 0, open };
}
