import { createHash } from 'node:crypto';
import { expect, test } from 'vitest';
import type { Journal } from '../../src/journal/journal.ts';
import { serve } from './support.ts';

const start = { type: 'run.started', kind: 'agent', title: 'x' } as const;

async function capture(
  journal: Journal,
  file: { path: string; content: string; mediaType: string },
): Promise<string> {
  const bytes = new TextEncoder().encode(file.content);
  const ref = await journal.putBlob(bytes);
  const [event] = await journal.append('r', [
    {
      type: 'deliverable.captured',
      path: file.path,
      size: bytes.length,
      sha256: createHash('sha256').update(bytes).digest('hex'),
      mediaType: file.mediaType,
      ref,
    },
  ]);
  return `/api/runs/r/files/${event?.seq}`;
}

test('a file comes as it was captured, is saved and never shown, whatever it claims to be', async () => {
  const { call, journal } = await serve();
  await journal.append('r', [start]);
  const page = '<script>alert(1)</script>';
  const html = await capture(journal, { path: 'a/b.html', content: page, mediaType: 'text/html' });
  const answer = await call('GET', html);
  expect([answer.status, answer.text]).toEqual([200, page]);
  expect(answer.headers.get('content-type')).toBe('text/html');
  expect(answer.headers.get('content-disposition')).toBe(
    'attachment; filename="b.html"; filename*=UTF-8\'\'b.html',
  );
  expect(answer.headers.get('content-security-policy')).toContain('sandbox');
  expect(answer.headers.get('x-content-type-options')).toBe('nosniff');
});

test('H-E4: hostile names and media types of files stay inside their headers', async () => {
  const { call, journal } = await serve();
  await journal.append('r', [start]);
  const nasty = 'x"\r\nset-cookie: a=b\u202e\u0000;\ud800é’.csv';
  const path = await capture(journal, { path: nasty, content: 'a', mediaType: 'text/csv\r\nx: y' });
  const { headers } = await call('GET', path);
  expect(headers.getSetCookie()).toEqual([]);
  expect(headers.get('x')).toBeNull();
  expect(headers.get('content-type')).toBe('application/octet-stream');
  const disposition = headers.get('content-disposition') ?? '';
  expect(disposition).toMatch(/^attachment; filename="[\w.() -]+"; filename\*=UTF-8''[\w.%~!-]+$/);
  const exact = decodeURIComponent(disposition.split("UTF-8''")[1] ?? '');
  expect(exact).toBe('x"\r\nset-cookie: a=b\u202e\u0000;\ufffdé’.csv');
});

test('two versions of a file stay two files', async () => {
  const { call, journal } = await serve();
  await journal.append('r', [start]);
  const first = await capture(journal, { path: 'a.txt', content: 'one', mediaType: 'text/plain' });
  const second = await capture(journal, { path: 'a.txt', content: 'two', mediaType: 'text/plain' });
  expect([(await call('GET', first)).text, (await call('GET', second)).text]).toEqual([
    'one',
    'two',
  ]);
});

test('content is given in parts, and not again to whoever has it', async () => {
  const { call, journal } = await serve();
  await journal.append('r', [start]);
  const text = '{"letters":"abcdefghij"}';
  const id = await journal.putBlob(new TextEncoder().encode(text));
  const get = async (headers: Record<string, string>) => {
    const {
      status,
      text: body,
      headers: answered,
    } = await call('GET', `/api/blobs/${id}`, undefined, headers);
    return [status, body, answered.get('content-range')];
  };
  const whole = await call('GET', `/api/blobs/${id}`);
  expect([whole.status, whole.text]).toEqual([200, text]);
  expect(whole.headers.get('etag')).toBe(`"${id}"`);
  expect(whole.headers.get('accept-ranges')).toBe('bytes');
  expect(await get({ range: 'bytes=2-8' })).toEqual([206, 'letters', 'bytes 2-8/24']);
  expect(await get({ range: 'bytes=20-' })).toEqual([206, 'ij"}', 'bytes 20-23/24']);
  expect(await get({ range: 'bytes=-2' })).toEqual([206, '"}', 'bytes 22-23/24']);
  expect(await get({ range: 'bytes=0-999' })).toEqual([206, text, 'bytes 0-23/24']);
  const beyond = await get({ range: 'bytes=24-' });
  expect([beyond[0], beyond[2]]).toEqual([416, 'bytes */24']);
  expect(await get({ range: 'bytes=0-1,3-4' })).toEqual([200, text, null]);
  expect(await get({ range: 'lines=1' })).toEqual([200, text, null]);
  expect(await get({ range: 'bytes=2-8', 'if-range': '"other"' })).toEqual([200, text, null]);
  expect(await get({ 'if-none-match': `"${id}"` })).toEqual([304, '', null]);
});

test('output is downloaded as it was written, whole or by stream', async () => {
  const { call, journal } = await serve();
  await journal.append('r', [
    start,
    { type: 'output.written', stream: 'stdout', text: 'one\r\n' },
    { type: 'output.written', stream: 'stderr', text: '\u001b[31mred\u0000\n' },
    { type: 'output.written', stream: 'stdout', text: 'two' },
  ]);
  const both = await call('GET', '/api/runs/r/output');
  expect(both.text).toBe('one\r\n\u001b[31mred\u0000\ntwo');
  expect(both.headers.get('content-type')).toBe('text/plain; charset=utf-8');
  expect(both.headers.get('content-disposition')).toContain('attachment; filename="r.txt"');
  expect((await call('GET', '/api/runs/r/output?stream=stdout')).text).toBe('one\r\ntwo');
});

test('the journal is downloaded as one event a line', async () => {
  const { call, journal } = await serve();
  const wrote = { type: 'output.written', stream: 'stdout', text: 'a\nb' } as const;
  await journal.append('r', [start, ...Array.from({ length: 1200 }, () => wrote)]);
  const { text, headers } = await call('GET', '/api/runs/r/journal.ndjson');
  expect(headers.get('content-type')).toBe('application/x-ndjson');
  const events = text
    .trimEnd()
    .split('\n')
    .map((line) => JSON.parse(line));
  expect(events).toEqual(await journal.read('r'));
});
