import { setTimeout as sleep } from 'node:timers/promises';
import type { Master } from './master.ts';
import { openShell } from './open-shell.ts';

/**
 * Ends what the server still holds for a connection that is gone: it may not notice for hours, and keeps
 * its ports until then. Only where the same shell is still the child of the same server.
 */
export async function endLeftServer(master: Master, gone: Master): Promise<void> {
  const { shellPid, serverPid } = gone;
  const text = `exec </dev/null >/dev/null 2>&1
read -r pid name state parent rest </proc/${shellPid}/stat || parent=$(ps -o ppid= -p ${shellPid})
[ "$parent" -eq ${serverPid} ] && kill -s TERM ${serverPid}`;
  try {
    const channel = await openShell(master, text, { urgent: true });
    await Promise.race([channel.ended, sleep(5_000, undefined, { ref: false })]);
    channel.destroy();
  } catch {
    // It was a kindness to the server; the connection is as good without.
  }
}
