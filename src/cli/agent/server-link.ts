import { setTimeout as pause } from 'node:timers/promises';
import type { ServerLog } from '../../server/server-log.ts';
import { type ApiClient, Unreachable } from '../api/api-client.ts';
import { findServer, type WhereRunsAre } from '../api/connect.ts';
import { dataFolder } from '../data/data-folder.ts';
import type { KeptFolder } from '../data/keep-folder.ts';
import { isKeptElsewhere } from '../data/open-journal.ts';

/** Between two looks for a server, in milliseconds. */
const LOOK_MS = 150;

/** How long a command waits at first for a folder that is just being opened or left by another. */
const FIRST_PATIENCE_MS = 10_000;

/** How long a driver that had a server goes on without one: what is told in docs/cli.md. */
const PATIENCE_MS = 60_000;

/**
 * The server that keeps the runs, for as long as a driver needs one: the one that runs, and where
 * none does, one of this process. When it goes away, the next one, or this process again.
 */
export class ServerLink {
  readonly #where: WhereRunsAre;
  readonly #log: ServerLog;
  #kept: KeptFolder | undefined;
  #api: ApiClient | undefined;
  #finding: Promise<ApiClient> | undefined;
  #wasThere = false;
  #closed = false;

  /** `log` takes what a server of this process has to tell. */
  constructor(where: WhereRunsAre, log: ServerLog) {
    this.#where = where;
    this.#log = log;
  }

  /** Whether the server is this process's own: it ends with the link. */
  get servesItself(): boolean {
    return this.#kept !== undefined;
  }

  /** Link to a place of the dashboard. */
  async link(place: string): Promise<string> {
    const { url } = await this.api();
    return this.#kept?.link(place) ?? `${url}${place}`;
  }

  /** The server as it was when it answered last. */
  async api(): Promise<ApiClient> {
    return this.#api ?? (await this.find());
  }

  /** Looks for the server anew, for at most a minute. */
  async find(): Promise<ApiClient> {
    this.#finding ??= this.#find().finally(() => {
      this.#finding = undefined;
    });
    return await this.#finding;
  }

  /**
   * Asks the server something, again where it went away meanwhile: the question must be one that may
   * be asked twice.
   *
   * @throws Unreachable when there has been no server for a minute.
   */
  async ask<T>(question: (api: ApiClient) => Promise<T>): Promise<T> {
    let lostAt: number | undefined;
    for (;;) {
      const api = await this.api();
      try {
        return await question(api);
      } catch (fault) {
        if (!(fault instanceof Unreachable) || this.#closed) throw fault;
        lostAt ??= performance.now();
        if (performance.now() - lostAt > PATIENCE_MS) throw fault;
        if (this.#api === api) this.#api = undefined;
        await pause(LOOK_MS);
      }
    }
  }

  /** Ends the server of this process. Other drivers that used it take over. */
  async close(): Promise<void> {
    this.#closed = true;
    await this.#finding?.catch(() => undefined);
    await this.#kept?.close();
    this.#kept = undefined;
  }

  /** Leaves the folder to a server that has asked for it. */
  #handOver(): void {
    const kept = this.#kept;
    if (kept === undefined || this.#closed) return;
    this.#kept = undefined;
    this.#api = undefined;
    const leave = async (): Promise<ApiClient> => {
      await kept.close();
      for (const since = performance.now(); performance.now() - since < FIRST_PATIENCE_MS; ) {
        const api = await findServer(this.#where);
        if (api !== undefined) {
          this.#api = api;
          return api;
        }
        await pause(LOOK_MS);
      }
      // It did not come.
      return await this.#find();
    };
    const finding = leave().finally(() => {
      if (this.#finding === finding) this.#finding = undefined;
    });
    finding.catch(() => undefined);
    this.#finding = finding;
  }

  async #find(): Promise<ApiClient> {
    const patience = this.#wasThere ? PATIENCE_MS : FIRST_PATIENCE_MS;
    const since = performance.now();
    for (;;) {
      try {
        this.#api = (await this.#running()) ?? (await this.#keep());
        this.#wasThere = true;
        return this.#api;
      } catch (fault) {
        // Somebody else has the folder and does not serve it so far, or has just left it.
        const mayPass = fault instanceof Unreachable || isKeptElsewhere(fault);
        if (!mayPass || this.#closed || performance.now() - since > patience) throw fault;
        await pause(LOOK_MS);
      }
    }
  }

  async #running(): Promise<ApiClient | undefined> {
    if (this.#kept !== undefined) return this.#kept.api;
    const api = await findServer(this.#where);
    if (this.#where.server === undefined || api === undefined) return api;
    // A server that was named is never replaced by one of this process.
    await api.send('GET', '/api/health');
    return api;
  }

  async #keep(): Promise<ApiClient> {
    const { keepFolder } = await import('../data/keep-folder.ts');
    this.#kept = await keepFolder(dataFolder(this.#where.data), {
      log: this.#log,
      onAsked: () => this.#handOver(),
    });
    return this.#kept.api;
  }
}
