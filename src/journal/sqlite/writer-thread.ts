import { Worker } from 'node:worker_threads';
import { JournalError } from '../journal-error.ts';
import type {
  FromWriter,
  ToldError,
  ToWriter,
  WriteReply,
  WriteRequest,
  WriteResults,
} from './requests.ts';

interface Waiting {
  request: WriteRequest;
  resolve: (result: WriteResults[WriteRequest['kind']]) => void;
  reject: (reason: JournalError) => void;
}

/** Most requests in one transaction: enough that the sync costs next to nothing for each. */
const LARGEST_BATCH = 2_000;

/**
 * The thread in which a journal is written, so that a sync of the disk holds up nothing else. One
 * batch is under way at a time; what comes meanwhile makes up the next: the busier the journal, the
 * fewer syncs an event costs.
 */
export class WriterThread {
  readonly #worker: Worker;
  readonly #changed: (reply: WriteReply['changed']) => void;
  readonly #waiting: Waiting[] = [];
  #underWay: Waiting[] = [];
  #scheduled = false;
  #failure: JournalError | undefined;
  readonly #ended: Promise<void>;

  private constructor(
    worker: Worker,
    directory: string,
    changed: (c: WriteReply['changed']) => void,
  ) {
    this.#worker = worker;
    this.#changed = changed;
    worker.on('message', (message: FromWriter) => {
      if ('reply' in message) this.#settle(message.reply);
    });
    this.#ended = new Promise((resolve) => {
      worker.once('exit', () => {
        this.#fail(new JournalError('journal_io_failed', `The writer of ${directory} has ended`));
        resolve();
      });
    });
    worker.on('error', (cause) => {
      const told = `The writer of the journal in ${directory} has failed: ${cause.message}`;
      this.#fail(
        new JournalError('journal_io_failed', `${told}; open the journal again`, { cause }),
      );
    });
  }

  /**
   * Starts the thread and waits until it has opened the journal.
   *
   * @param changed Called with what each batch has changed, before its requests are answered.
   * @throws JournalError when the journal cannot be opened.
   */
  static async start(
    directory: string,
    changed: (changed: WriteReply['changed']) => void,
  ): Promise<WriterThread> {
    const entry = new URL(`./writer-worker${import.meta.url.slice(-3)}`, import.meta.url);
    const worker = new Worker(entry, { workerData: { directory }, execArgv: [] });
    await new Promise<void>((resolve, reject) => {
      worker.once('message', (message: FromWriter) => {
        if ('failed' in message) reject(errorFrom(message.failed));
        else resolve();
      });
      worker.once('error', (cause) =>
        reject(new JournalError('journal_io_failed', `No writer: ${cause.message}`, { cause })),
      );
    });
    // A journal that nobody closes does not keep the process; one that is writing does.
    worker.unref();
    return new WriterThread(worker, directory, changed);
  }

  /** Hands over a request; resolves when it is durable. */
  write<K extends WriteRequest['kind']>(
    request: Extract<WriteRequest, { kind: K }>,
  ): Promise<WriteResults[K]> {
    return new Promise<WriteResults[WriteRequest['kind']]>((resolve, reject) => {
      if (this.#failure !== undefined) {
        reject(this.#failure);
        return;
      }
      this.#waiting.push({ request, resolve, reject });
      if (this.#scheduled || this.#underWay.length > 0) return;
      this.#scheduled = true;
      // What is asked for in the same turn goes into the same transaction.
      queueMicrotask(() => this.#send());
    }) as Promise<WriteResults[K]>;
  }

  /** Writes what was handed over and ends the thread. */
  async close(): Promise<void> {
    while (this.#waiting.length > 0 || this.#underWay.length > 0) {
      const answered = new Promise((resolve) => this.#worker.once('message', resolve));
      await Promise.race([answered, this.#ended]);
    }
    if (this.#failure !== undefined) return;
    this.#worker.ref();
    this.#worker.postMessage({ close: true } satisfies ToWriter);
    await this.#ended;
  }

  #send(): void {
    this.#scheduled = false;
    if (this.#failure !== undefined || this.#waiting.length === 0) return;
    this.#underWay = this.#waiting.splice(0, LARGEST_BATCH);
    this.#worker.ref();
    const requests = this.#underWay.map(({ request }) => request);
    this.#worker.postMessage({ requests } satisfies ToWriter);
  }

  #settle({ answers, changed }: WriteReply): void {
    const answered = this.#underWay;
    this.#underWay = [];
    this.#worker.unref();
    // The next batch goes out first, so that the disk works while this one is told.
    this.#send();
    this.#changed(changed);
    for (const [index, { resolve, reject }] of answered.entries()) {
      const answer = answers[index];
      if (answer === undefined) reject(new JournalError('journal_io_failed', 'No answer'));
      else if ('error' in answer) reject(errorFrom(answer.error));
      else resolve(answer.result);
    }
  }

  #fail(failure: JournalError): void {
    this.#failure ??= failure;
    const left = [...this.#underWay, ...this.#waiting.splice(0)];
    this.#underWay = [];
    for (const { reject } of left) reject(this.#failure);
  }
}

function errorFrom({ code, message }: ToldError): JournalError {
  return new JournalError(code, message);
}
