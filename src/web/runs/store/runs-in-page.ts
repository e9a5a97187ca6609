import { ListStore } from './list-store.ts';

/** The list of runs of this tab; it outlives the page that shows it, so that going back is quick. */
export const listStore: ListStore = new ListStore();
