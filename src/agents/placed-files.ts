import { createHash } from 'node:crypto';
import * as z from 'zod';
import type { Host } from '../hosts/host.ts';
import { HostError } from '../hosts/host-error.ts';

/** A file for a workdir. */
export interface PlacedFile {
  /** Relative to the workdir. */
  path: string;
  content: string;
}

/** What was placed, kept on the host so that another driver can tidy up. */
const RECORD = '.causeway/placed-files.json';
const RECORD_BYTES = 65_536;

const recordSchema = z.array(z.object({ path: z.string(), sha256: z.string() }));

/** Writes a file into a workdir where none is. Resolves with whether it did. */
export async function placeFile(
  host: Host,
  workdir: string,
  { path, content }: PlacedFile,
): Promise<boolean> {
  const record = await readRecord(host, workdir);
  const sha256 = createHash('sha256').update(content).digest('hex');
  // The record goes first, so that nothing is ever placed that nobody tidies up.
  await writeRecord(host, workdir, [...record, { path, sha256 }]);
  try {
    await host.writeFile(`${workdir}/${path}`, content, { exclusive: true });
    return true;
  } catch (error) {
    await writeRecord(host, workdir, record);
    if (error instanceof HostError && error.code === 'file_exists') return false;
    throw error;
  }
}

/**
 * Removes what was placed in a workdir and is as it was written; what has been changed stays. For when
 * nothing runs in it any more. Resolves with what stayed.
 */
export async function removePlacedFiles(host: Host, workdir: string): Promise<string[]> {
  const stayed: string[] = [];
  for (const { path, sha256 } of await readRecord(host, workdir)) {
    // The agent could write the record, so it is believed only for files that lie inside.
    const capture = await host.capture({
      root: workdir,
      path,
      maxBytes: 4 * 1024 * 1024,
      write: () => {},
    });
    if (capture.ok && capture.sha256 === sha256) {
      await host.remove(`${workdir}/${path}`);
      const folder = path.slice(0, path.lastIndexOf('/') + 1);
      // Only when it is empty.
      if (folder !== '') await host.run(['rmdir', '--', folder], { cwd: workdir });
    } else if (capture.ok || capture.fault !== 'not_found') {
      stayed.push(path);
    }
  }
  await host.remove(`${workdir}/${RECORD}`);
  return stayed;
}

type PlacedRecord = z.infer<typeof recordSchema>;

async function writeRecord(host: Host, workdir: string, record: PlacedRecord): Promise<void> {
  await host.writeFile(`${workdir}/${RECORD}`, JSON.stringify(record), { mode: 0o600 });
}

async function readRecord(host: Host, workdir: string): Promise<PlacedRecord> {
  try {
    const bytes = await host.fetch(`${workdir}/${RECORD}`, { maxBytes: RECORD_BYTES });
    const record = recordSchema.safeParse(JSON.parse(new TextDecoder().decode(bytes)));
    return record.success ? record.data : [];
  } catch (error) {
    // Without a record, or with one that somebody broke, nothing is removed.
    if (error instanceof SyntaxError) return [];
    if (error instanceof HostError && error.code === 'not_found') return [];
    throw error;
  }
}
