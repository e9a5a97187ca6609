import { setTimeout as sleep } from 'node:timers/promises';
import type { Connection } from './connection.ts';
import { openShell } from './open-shell.ts';

// TERM, and KILL a second later for what is still there.
const text = (pid: number): string => `exec </dev/null >/dev/null 2>&1
kill -s TERM -- -${pid} || kill -s TERM ${pid} || exit
kill -s CONT -- -${pid}
looks=0
while kill -s 0 -- -${pid} && [ $looks -lt 10 ]; do
  looks=$((looks + 1))
  sleep 0.1 || sleep 1
done
kill -s KILL -- -${pid}`;

/** Ends a group of processes over there; does what it can where the connection is gone too. */
export async function endGroup(connection: Connection, pid: number): Promise<void> {
  const master = connection.current;
  if (!master) return;
  try {
    const channel = await openShell(master, text(pid), { urgent: true });
    channel.stdin.end();
    await Promise.race([channel.ended, sleep(10_000, undefined, { ref: false })]);
    channel.destroy();
  } catch {
    // Without a connection there is nobody to tell.
  }
}
