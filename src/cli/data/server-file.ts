import { randomUUID } from 'node:crypto';
import { readFile, rename, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';

/** How programs on this machine find the server that keeps a data folder. */
export interface ServerFile {
  /** Where it listens, without a slash at the end. */
  url: string;
  /** Its process. */
  pid: number;
  /** Set where it is the process of an agent, which serves for as long as its run lasts. */
  agent?: true;
  /** What it asks of whoever calls its API, where it asks for anything. */
  token?: string;
}

/** Writes the file, for its owner alone: it may hold the token. It is there whole or not at all. */
export async function writeServerFile(folder: string, facts: ServerFile): Promise<void> {
  // A file or link that somebody has put there beforehand keeps its mode and would get the token.
  const part = `${serverFilePath(folder)}.${randomUUID()}`;
  await writeFile(part, `${JSON.stringify(facts)}\n`, { mode: 0o600, flag: 'wx' });
  await rename(part, serverFilePath(folder));
}

/** What the file says; undefined where there is none, or none that can be read. */
export async function readServerFile(folder: string): Promise<ServerFile | undefined> {
  try {
    const facts = JSON.parse(await readFile(serverFilePath(folder), 'utf8')) as Partial<ServerFile>;
    const { url, pid, token, agent } = facts;
    if (typeof url !== 'string' || !URL.canParse(url) || typeof pid !== 'number') return undefined;
    return {
      url,
      pid,
      ...(agent === true && { agent }),
      ...(typeof token === 'string' && { token }),
    };
  } catch {
    return undefined;
  }
}

/** Removes the file that this process wrote; another server's stays. */
export async function removeServerFile(folder: string): Promise<void> {
  const facts = await readServerFile(folder);
  if (facts?.pid === process.pid) await rm(serverFilePath(folder), { force: true });
}

function serverFilePath(folder: string): string {
  return join(folder, 'server.json');
}
