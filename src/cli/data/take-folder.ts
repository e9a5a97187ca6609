import { setTimeout as pause } from 'node:timers/promises';
import * as z from 'zod/mini';
import type { Journal } from '../../journal/journal.ts';
import { findServer } from '../api/connect.ts';
import { HAND_OVER_PATH } from './keep-folder.ts';
import { isKeptElsewhere, openJournal } from './open-journal.ts';

/** How long a process that leaves a folder may take, in milliseconds. */
const PATIENCE_MS = 10_000;
const LOOK_MS = 100;

/**
 * Opens the journal of a data folder for a server. Where the driver of an agent keeps the folder, for
 * want of a server, it leaves it to this one and goes on with it.
 *
 * @throws CommandError as `openJournal` does, where somebody else keeps it.
 */
export async function takeFolder(folder: string): Promise<Journal> {
  let asked = false;
  for (const since = performance.now(); ; ) {
    try {
      return await openJournal(folder);
    } catch (fault) {
      if (!isKeptElsewhere(fault) || performance.now() - since > PATIENCE_MS) throw fault;
      asked ||= await askToLeave(folder);
      if (!asked) throw fault;
      await pause(LOOK_MS);
    }
  }
}

/** Whether whoever keeps the folder leaves it. */
async function askToLeave(folder: string): Promise<boolean> {
  try {
    const api = await findServer({ data: folder });
    await api?.post(HAND_OVER_PATH, undefined, z.looseObject({}));
    return api !== undefined;
  } catch {
    return false;
  }
}
