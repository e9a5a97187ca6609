import { request } from 'node:http';
import { text } from 'node:stream/consumers';
import { createGunzip, gunzipSync } from 'node:zlib';
import { expect, test } from 'vitest';
import { serve } from './support.ts';

const token = 'a-token-that-is-long-enough-to-be-taken-here';
const runId = 'r1';

/** A server that others use, with a run of that many calls under way. */
async function serveOthers(calls: number) {
  const server = await serve({ token });
  await server.journal.append(runId, [{ type: 'run.started', kind: 'external', title: 'packed' }]);
  for (let call = 0; call < calls; call += 1) {
    const args = { value: { invoice: `INV-${call}`, currency: 'EUR' } };
    await server.journal.append(runId, [
      { type: 'call.began', callId: `c${call}`, tool: 'erp.post', args, road: 'event' },
    ]);
  }
  return server;
}

async function get(url: string, headers: Record<string, string>) {
  return await new Promise<import('node:http').IncomingMessage>((resolve, reject) => {
    const all = { authorization: `Bearer ${token}`, ...headers };
    request(url, { headers: all }, resolve).on('error', reject).end();
  });
}

test('what goes to others is packed where they take it, and says the same', async () => {
  const { localUrl } = await serveOthers(500);
  const page = `${localUrl}/api/runs/${runId}/events`;
  const plain = await get(page, {});
  expect(plain.headers['content-encoding']).toBeUndefined();
  const whole = await text(plain);
  const packed = await get(page, { 'accept-encoding': 'gzip, br' });
  expect(packed.headers).toMatchObject({ 'content-encoding': 'gzip', vary: 'accept-encoding' });
  const bytes = Buffer.concat(await packed.toArray());
  expect(bytes.length).toBeLessThan(whole.length / 5);
  expect(gunzipSync(bytes).toString()).toBe(whole);
});

test('H-E3: a packed stream gives each frame when it comes, not when the run ends', async () => {
  const { localUrl, journal, logged, close } = await serveOthers(3);
  const answer = await get(`${localUrl}/api/runs/${runId}/stream`, { 'accept-encoding': 'gzip' });
  expect(answer.headers['content-encoding']).toBe('gzip');
  const frames = answer.pipe(createGunzip()).setEncoding('utf8');
  let seen = '';
  for await (const chunk of frames) {
    seen += chunk;
    if (seen.includes('"seq":4')) break;
  }
  expect(seen).toContain('"callId":"c2"');
  await journal.append(runId, [{ type: 'run.ended', outcome: 'done' }]);
  await close();
  expect(logged).toEqual([]);
});

test('on this machine nothing is packed', async () => {
  const { localUrl, journal } = await serve();
  await journal.append(runId, [{ type: 'run.started', kind: 'external', title: 'plain' }]);
  const answer = await get(`${localUrl}/api/runs/${runId}/events`, { 'accept-encoding': 'gzip' });
  expect(answer.headers['content-encoding']).toBeUndefined();
  expect(JSON.parse(await text(answer)).events).toHaveLength(1);
});
