// Three servers in one process: a bare handler that reads JSON, and the receiver of the event road
// over a journal in memory and one on disk. argv: the folder for that. Prints their URLs as JSON.
import { serve } from '@hono/node-server';
import { createMemoryJournal, openSqliteJournal } from 'causeway/journal';
import { createEventRoad, eventUrl, loadEventKeys } from 'causeway/server';
import { Hono } from 'hono';

const folder = process.argv[2] ?? '';
const keys = await loadEventKeys({ folder, env: {} });

/** @param {Hono} app */
const listen = (app) =>
  new Promise((resolve) => {
    serve({ fetch: app.fetch, port: 0, hostname: '127.0.0.1' }, ({ port }) =>
      resolve(`http://127.0.0.1:${port}`),
    );
  });

/** @param {import('causeway').Journal} journal */
const receiver = async (journal) => {
  await journal.append('run', [{ type: 'run.started', kind: 'external', title: 'Bench' }]);
  const base = await listen(new Hono().route('/events', createEventRoad({ journal, keys })));
  return eventUrl(keys, { base, runId: 'run' });
};

const bare = new Hono().post('/events', async (context) => {
  await context.req.json();
  return context.body(null, 202);
});

const urls = {
  bare: `${await listen(bare)}/events`,
  memory: await receiver(createMemoryJournal()),
  disk: await receiver(await openSqliteJournal({ directory: folder })),
};
process.stdout.write(`${JSON.stringify(urls)}\n`);
