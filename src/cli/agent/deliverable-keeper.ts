import { relative } from 'node:path';
import type { RunEvent } from '../../protocol/events/event.ts';
import type { AgentJournal } from '../../runs/agent-journal.ts';
import { harmless } from '../tree/harmless.ts';
import { DeliverableFolder, type SavedFile } from './save-deliverables.ts';

/** Saves what a run hands over as it is captured, and tells of it. */
export class DeliverableKeeper {
  readonly #journal: AgentJournal;
  readonly #folder: DeliverableFolder;
  readonly #tell: (text: string) => void;
  readonly #files = new Map<string, string>();
  /** Positions of captures that an earlier driver saved a later version over. */
  readonly #outdated = new Set<number>();
  /** One is saved at a time: of two versions the later one stays. */
  #turn: Promise<void> = Promise.resolve();
  #failed = false;

  constructor(journal: AgentJournal, folder: string, tell: (text: string) => void) {
    this.#journal = journal;
    this.#folder = new DeliverableFolder(folder);
    this.#tell = tell;
  }

  /** Whether something could not be saved. */
  get failed(): boolean {
    return this.#failed;
  }

  /** Takes note of what happened before this process came: of each file the last version counts. */
  take(events: readonly RunEvent[]): void {
    const last = new Map<string, number>();
    for (const event of events) {
      if (event.type !== 'deliverable.captured') continue;
      this.#folder.owns(event.sha256);
      const before = last.get(event.path);
      if (before !== undefined) this.#outdated.add(before);
      last.set(event.path, event.seq);
    }
  }

  /** Takes the run's next event. */
  show(event: RunEvent): void {
    if (event.type !== 'deliverable.captured' || this.#outdated.has(event.seq)) return;
    const { path, sha256, ref } = event;
    this.#turn = this.#turn.then(() => this.#save(path, sha256, ref));
  }

  /** Resolves when all that was shown is saved. */
  async settled(): Promise<void> {
    await this.#turn;
  }

  /** Where a version of a file was saved. */
  fileOf(path: string, sha256: string): string | undefined {
    return this.#files.get(`${sha256} ${path}`);
  }

  async #save(path: string, sha256: string, ref: string): Promise<void> {
    try {
      const content = await this.#journal.getBlob(ref);
      if (content === undefined) throw new Error('the journal does not have it');
      const saved = await this.#folder.save(path, content);
      this.#files.set(`${sha256} ${path}`, saved.file);
      this.#tell(`${tellSaved(saved)}\n`);
    } catch (fault) {
      this.#failed = true;
      const why = (fault as Error).message;
      this.#tell(
        `causeway: ${harmless(path)} was not saved (${harmless(why)}); the run keeps it\n`,
      );
    }
  }
}

function tellSaved({ file, how, instead }: SavedFile): string {
  const name = harmless(relative('.', file) || file);
  const beside = instead ? ' (another file had its name)' : '';
  const verbs = { written: 'Saved', again: 'Saved anew', there: 'Already there' } as const;
  return `${verbs[how]} ${name}${beside}`;
}
