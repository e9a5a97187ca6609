import { spawnSync } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { expect, test } from 'vitest';
import { temporaryFolder } from '../journal/temporary-folder.ts';

// A file system of its own, mounted where only this process sees it.
const unshare = ['--user', '--map-root-user', '--mount', 'sh', '-c'];
const canMount = spawnSync('unshare', [...unshare, 'mount -t tmpfs tmpfs /mnt']).status === 0;
if (!canMount) process.stdout.write('Skipped: no file system can be mounted for a full disk\n');

test.skipIf(!canMount)(
  'H-E1: a full disk is told with 503, reading goes on, and what was answered 202 is there',
  () => {
    const program = fileURLToPath(new URL('./fixtures/full-disk-server.ts', import.meta.url));
    const script = 'mount -t tmpfs -o size=8m tmpfs "$1" && exec "$2" "$3" "$1"';
    const args = [...unshare, script, 'sh', temporaryFolder(), process.execPath, program];
    const { stdout, stderr } = spawnSync('unshare', args, { encoding: 'utf8' });
    expect(stderr).toBe('');
    const report = JSON.parse(stdout);
    expect(report.refused).toBe(3);
    expect(report.accepted.length).toBeGreaterThan(0);
    const { start, read, list } = report.whileFull;
    expect([start.status, read, list]).toEqual([503, 200, 200]);
    expect(JSON.parse(start.text).error.code).toBe('storage_failed');
    expect(start.text).not.toContain('/data');
    expect(report.logged.join('\n')).toContain('journal_disk_full');
    expect(report.ended.status).toBe(200);
    const begun = report.events.filter(({ type }: { type: string }) => type === 'call.began');
    expect(begun.map(({ callId }: { callId: string }) => callId.replace(/^~/, ''))).toEqual(
      report.accepted,
    );
  },
);
