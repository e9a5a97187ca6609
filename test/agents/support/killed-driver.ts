import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { readFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import { openSqliteJournal } from '../../../src/journal/sqlite/open-sqlite-journal.ts';
import type { RunEvent } from '../../../src/protocol/events/event.ts';
import { makeFolder } from './session-run.ts';

const program = fileURLToPath(new URL('./driver.ts', import.meta.url));

export interface DriverOptions {
  /** Limits of the session. */
  limits?: object;
  /** Reaches the folder by SSH, as the host `box` of this configuration. */
  sshConfig?: string;
}

/** A folder, a journal on disk, and drivers of one run to be killed. */
export class KilledDriver {
  readonly workdir: string;
  /** The folder of the journal. */
  readonly data: string;
  readonly #words: string[];
  readonly #cleanUp: (() => Promise<void>)[];

  private constructor(workdir: string, words: string[], cleanUp: (() => Promise<void>)[]) {
    this.workdir = workdir;
    this.data = join(dirname(workdir), 'data');
    this.#words = words;
    this.#cleanUp = cleanUp;
  }

  static async prepare(
    cleanUp: (() => Promise<void>)[],
    agent: string,
    { limits = {}, sshConfig = '' }: DriverOptions = {},
  ): Promise<KilledDriver> {
    const workdir = await makeFolder(cleanUp);
    return new KilledDriver(workdir, [agent, JSON.stringify(limits), sshConfig], cleanUp);
  }

  /** A driver that begins the run or takes it over. */
  start(): ChildProcess {
    const child = spawn(process.execPath, [program, this.data, this.workdir, ...this.#words], {
      stdio: ['ignore', 'pipe', 'inherit'],
    });
    this.#cleanUp.unshift(async () => void child.kill('SIGKILL'));
    return child;
  }

  async kill(child: ChildProcess): Promise<void> {
    const gone = once(child, 'exit');
    child.kill('SIGKILL');
    await gone;
  }

  /** What a driver that comes to the end of the run says: files that came, then the end. */
  async startToEnd(): Promise<{ delivered: unknown[]; end: unknown }> {
    const child = this.start();
    let text = '';
    child.stdout?.on('data', (piece: Buffer) => {
      text += piece.toString();
    });
    await once(child, 'close');
    const said = text.trim().split('\n');
    return {
      delivered: said.slice(0, -1).map((line) => JSON.parse(line) as unknown),
      end: JSON.parse(said.at(-1) ?? '') as unknown,
    };
  }

  async events(): Promise<readonly RunEvent[]> {
    const journal = await openSqliteJournal({ directory: this.data, readOnly: true });
    try {
      return await journal.read('run-1');
    } finally {
      await journal.close();
    }
  }

  /** What was recorded of one stream. */
  async text(stream: string): Promise<string> {
    const pieces = (await this.events()).map((event) =>
      event.type === 'output.written' && event.stream === stream ? event.text : '',
    );
    return pieces.join('');
  }

  async untilEvent(type: string): Promise<void> {
    for (;;) {
      const events = await this.events().catch(() => []);
      if (events.some((event) => event.type === type)) return;
      await sleep(20);
    }
  }

  /** Polls until a file of the folder has so many lines that begin with a word. */
  async untilLines(name: string, word: string, least: number): Promise<void> {
    for (;;) {
      const text = await readFile(join(this.workdir, name), 'utf8').catch(() => '');
      if (text.split('\n').filter((line) => line.startsWith(word)).length >= least) return;
      await sleep(10);
    }
  }
}
