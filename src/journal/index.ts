export { type AppendAfter, appendAfter } from './append-after.ts';
export { blobId } from './blob-id.ts';
export { checkAppend, type RunPhase } from './check-append.ts';
export { defaultDataDirectory } from './data-directory.ts';
export type {
  EventBody,
  FollowOptions,
  Journal,
  JournaledRun,
  ListedRuns,
  ListOptions,
  PruneOptions,
  ReadOptions,
} from './journal.ts';
export { JournalError, type JournalErrorCode } from './journal-error.ts';
export { createMemoryJournal, type MemoryJournalOptions } from './memory-journal.ts';
export type { RunChange } from './run-changes.ts';
export { openSqliteJournal, type SqliteJournalOptions } from './sqlite/open-sqlite-journal.ts';
export { storeJson, type ValueStored } from './store-value.ts';
export type { DeletedRun } from './tombstone.ts';
