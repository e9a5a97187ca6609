import type { Limits } from '../protocol/limits.ts';
import { readAllowList } from '../sandbox/node/network/allow-list.ts';
import { Sandbox, type SandboxOptions } from '../sandbox/node/sandbox.ts';

/** What a runtime says of its sandboxes; limits and cancelling belong to each one. */
export type SandboxChoices = Omit<SandboxOptions, 'limits' | 'signal'>;

/** The sandboxes of a runtime. None outlives it, not even one that is opened while it closes. */
export class OpenSandboxes {
  readonly #choices: SandboxChoices | undefined;
  readonly #open = new Set<Sandbox>();
  readonly #opening = new Set<Promise<unknown>>();
  readonly #closing = new AbortController();

  /** Throws NetworkError for an allowed host that is none: at once, not with the first run. */
  constructor(choices: SandboxChoices | undefined) {
    readAllowList(choices?.allowedHosts ?? []);
    this.#choices = choices;
  }

  /** Rejects with the reason of the signal when that is aborted before the sandbox is there. */
  async open(limits: Limits, signal?: AbortSignal): Promise<Sandbox> {
    const closing = this.#closing.signal;
    closing.throwIfAborted();
    const either = signal === undefined ? closing : AbortSignal.any([closing, signal]);
    const opening = this.#start(limits, either);
    this.#opening.add(opening);
    try {
      return await opening;
    } finally {
      this.#opening.delete(opening);
    }
  }

  async close(sandbox: Sandbox): Promise<void> {
    this.#open.delete(sandbox);
    await sandbox.close();
  }

  async closeAll(): Promise<void> {
    this.#closing.abort(new Error('The runtime is closed; create another one'));
    await Promise.all([...this.#open].map((sandbox) => this.close(sandbox)));
    await Promise.allSettled(this.#opening);
  }

  async #start(limits: Limits, signal: AbortSignal): Promise<Sandbox> {
    const sandbox = await Sandbox.open({ ...this.#choices, limits, signal });
    if (signal.aborted) {
      await sandbox.close();
      throw signal.reason;
    }
    this.#open.add(sandbox);
    return sandbox;
  }
}
