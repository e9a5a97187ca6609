export { blobId } from './blob-id.ts';
export { checkAppend, type RunPhase } from './check-append.ts';
export type {
  EventBody,
  FollowOptions,
  Journal,
  JournaledRun,
  ListOptions,
  ReadOptions,
} from './journal.ts';
export { JournalError, type JournalErrorCode } from './journal-error.ts';
export { createMemoryJournal, type MemoryJournalOptions } from './memory-journal.ts';
export { storeJson, type ValueStored } from './store-value.ts';
