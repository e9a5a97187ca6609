import { type ChildProcess, spawn } from 'node:child_process';
import { PassThrough, type Readable } from 'node:stream';
import type { Channel, OpenChannel } from '../../../src/hosts/ssh/channel.ts';

/** Channels to this machine whose connections can be broken in the ways that networks break them. */
export class LocalChannels {
  readonly #begin: (argv: readonly string[]) => readonly string[];
  readonly #live = new Set<{ child: ChildProcess; channel: Channel }>();
  /** Bytes after which the next connections break; undefined for never. */
  cutAfter: (() => number) | undefined;
  /** What the machine says before a program begins. */
  noise = '';
  /** Connections so far. */
  opened = 0;

  /** `begin` makes the words that are started of the words that were asked for. */
  constructor(begin: (argv: readonly string[]) => readonly string[] = (argv) => argv) {
    this.#begin = begin;
  }

  /** The process groups of the programs that run. */
  get groups(): number[] {
    return [...this.#live].flatMap(({ child }) => child.pid ?? []);
  }

  readonly open: OpenChannel = async (argv): Promise<Channel> => {
    this.opened += 1;
    const [program = '', ...args] = this.#begin(argv);
    const child = spawn(program, args, { stdio: 'pipe', detached: true });
    const { stdin, stderr } = child;
    for (const stream of [stdin, child.stdout, stderr]) stream.on('error', () => undefined);
    let broken = false;
    const cut = (): void => {
      broken = true;
      for (const stream of [stdin, child.stdout, stderr]) stream.destroy();
    };
    const stdout = this.#stdoutOf(child.stdout, cut);
    const destroy = (): void => {
      cut();
      stdout.destroy();
    };
    const ended = new Promise<{ exitCode?: number }>((resolve) => {
      child.once('error', () => resolve({ exitCode: 127 }));
      child.once('exit', (code) => resolve(broken || code === null ? {} : { exitCode: code }));
    });
    const channel: Channel = { stdin, stdout, stderr, ended, destroy };
    const entry = { child, channel };
    this.#live.add(entry);
    void ended.then(() => this.#live.delete(entry));
    return channel;
  };

  /** Breaks all connections at once; what runs reads an end of file, or can't write. */
  drop(): void {
    for (const { channel } of this.#live) channel.destroy();
  }

  /** Kills what runs, by a signal to its whole group. */
  kill(signal: NodeJS.Signals): void {
    for (const group of this.groups) process.kill(-group, signal);
  }

  #stdoutOf(source: Readable, cut: () => void): Readable {
    const limit = this.cutAfter?.() ?? Number.POSITIVE_INFINITY;
    const through = new PassThrough();
    through.on('error', () => undefined);
    if (this.noise) through.write(this.noise);
    let left = limit;
    source.on('data', (bytes: Buffer) => {
      if (through.writableEnded || through.destroyed) return;
      const kept = bytes.subarray(0, left);
      left -= kept.length;
      if (!through.write(kept)) {
        source.pause();
        through.once('drain', () => source.resume());
      }
      if (left > 0) return;
      // What came before the break is read before it is noticed.
      through.end();
      cut();
    });
    source.on('end', () => through.end());
    return through;
  }
}
