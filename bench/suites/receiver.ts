import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { Pool } from 'undici';
import { programFile } from './programs.ts';
import type { OpenSuite, Suite } from './suite.ts';
import { timed } from './timed.ts';

/** Connections that post at the same time, each one event after another. */
const CONNECTIONS = 32;
const BATCH = 100;

/** What a POST of a call's begin costs, beside a bare handler that reads as much JSON. µs. */
export const receiverSuite: Suite = {
  once: false,
  async open(_wanted, quick): Promise<OpenSuite> {
    const folder = mkdtempSync(join(tmpdir(), 'causeway-bench-receiver-'));
    const child = spawn(process.execPath, [programFile('receivers.mjs'), folder], {
      stdio: ['ignore', 'pipe', 'inherit'],
    });
    const [line] = (await once(createInterface({ input: child.stdout }), 'line')) as [string];
    const urls = JSON.parse(line) as Record<'bare' | 'memory' | 'disk', string>;
    const posts = quick ? 64 : 3200;
    const pools = Object.values(urls).map(
      (url) => new Pool(new URL(url).origin, { connections: CONNECTIONS }),
    );
    const [bare, memory, disk] = pools as [Pool, Pool, Pool];
    const load = (pool: Pool, url: string, connections: number) =>
      timed(posts, () => postAll(pool, url, connections, posts, () => JSON.stringify(event())));
    const batches = Math.ceil(posts / BATCH);
    return {
      measures: {
        'bare handler': load(bare, urls.bare, CONNECTIONS),
        'bare handler one': load(bare, urls.bare, 1),
        'receiver memory': load(memory, urls.memory, CONNECTIONS),
        'receiver disk': load(disk, urls.disk, CONNECTIONS),
        'receiver disk one': load(disk, urls.disk, 1),
        'receiver disk batch': timed(batches * BATCH, () =>
          postAll(disk, urls.disk, CONNECTIONS, batches, () =>
            JSON.stringify(Array.from({ length: BATCH }, event)),
          ),
        ),
      },
      async close() {
        await Promise.all(pools.map((pool) => pool.close()));
        child.kill();
        await once(child, 'exit');
        rmSync(folder, { recursive: true });
      },
    };
  },
};

let calls = 0;

function event(): object {
  calls += 1;
  const args = { path: 'reports/2026/tides.csv', limit: 100, order: 'newest' };
  return {
    v: 1,
    type: 'begin',
    call_id: `c${calls}`,
    tool_name: 'read_rows',
    args,
    at: 1795186800000,
  };
}

async function postAll(
  pool: Pool,
  url: string,
  connections: number,
  posts: number,
  body: () => string,
): Promise<void> {
  const { pathname, search } = new URL(url);
  const headers = { 'content-type': 'application/json' };
  let left = posts;
  const connection = async (): Promise<void> => {
    while (left > 0) {
      left -= 1;
      const path = pathname + search;
      const answer = await pool.request({ method: 'POST', path, headers, body: body() });
      if (answer.statusCode !== 202) throw new Error(`The receiver answered ${answer.statusCode}`);
      await answer.body.dump();
    }
  };
  await Promise.all(Array.from({ length: connections }, connection));
}
