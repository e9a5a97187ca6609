import fc from 'fast-check';
import { expect, test } from 'vitest';
import { parseJson } from '../../../src/protocol/exact-json.ts';
import { type Message, type RawHost, startHost } from '../ndjson/raw-host.ts';
import { damaged, junk, objectLine, pieces } from './arbitrary-lines.ts';

const json = (value: unknown): string => JSON.stringify(value);
const path = fc
  .constantFrom('a', 'b/c', '/tmp/x', '/workspace', '/nowhere/y', '..', '/dev/null', '', '\0')
  .map(json);
const code = fc
  .oneof(
    fc.constantFrom(
      '1 + 1',
      'x = [1, 2]',
      '1 / 0',
      'await tools.t(n=1)',
      'import asyncio\nawait asyncio.gather(*[tools.t(n=i) for i in range(5)])',
      'tools.t(n=2)',
      'print(\'{"type":"ack"}\')',
      'import asyncio\nawait asyncio.wait_for(tools.t(), 0.0001)',
      '{1}',
      'raise SystemExit(3)',
    ),
    fc.string(),
  )
  .map(json);
const tools = fc.constantFrom('["t"]', '[]', '["t","u"]', '[""]', '["__x__"]');
const callId = fc.nat(60).map((number) => json(`hc_${number}`));

/** Requests of every method but those that end the session, with ids that mean nothing here. */
const request = fc
  .oneof(
    fc.tuple(fc.constantFrom('readFile', 'listDir', 'writeFile'), objectLine({ path })),
    fc.tuple(
      fc.constant('writeFile'),
      objectLine({ path, contentBase64: fc.constantFrom('""', '"aGk="', '"?"') }),
    ),
    fc.tuple(fc.constant('runPtc'), objectLine({ code, tools })),
    fc.tuple(
      fc.constant('run'),
      objectLine({ command: fc.constantFrom('"true"', '"ls /nowhere"', '"cat <"') }),
    ),
    fc.tuple(
      fc.constant('installPythonPackages'),
      objectLine({ requirements: fc.constantFrom('"file:///a"', '[]', '["nope"]') }),
    ),
    fc.tuple(fc.constantFrom('dance', 'toString', '__proto__', 'Close'), objectLine({ path })),
  )
  .chain(([method, params]) =>
    objectLine({
      id: fc.oneof(fc.json(), fc.constant('"again"')),
      method: fc.constant(json(method)),
      params: fc.constant(params.toString()),
    }),
  );

const outOfBand = fc.oneof(
  objectLine({
    type: fc.constant('"host_call_result"'),
    id: callId,
    ok: fc.constantFrom('true', 'false'),
    value: fc.json(),
    error: fc.constantFrom('"E"', '"not a name"'),
    message: fc.json(),
  }),
  objectLine({ type: fc.constant('"cancel"'), reason: fc.json() }),
  objectLine({ type: fc.constantFrom('"ack"', '"host_call"', '"news"'), id: callId }),
);

const line = fc
  .oneof(
    { weight: 4, arbitrary: junk },
    { weight: 4, arbitrary: request },
    { weight: 2, arbitrary: outOfBand },
    { weight: 2, arbitrary: damaged(fc.oneof(request, outOfBand)) },
  )
  // Nothing here is meant to end the session that is looked at.
  .filter((bytes) => !/"(close|init)"/.test(bytes.toString('latin1')));

function isOwn(id: unknown): boolean {
  return typeof id === 'string' && id.startsWith('own ');
}

/** Reads up to a reply with this id; answers every call on the way, some twice. */
async function readUpTo(host: RawHost, id: string): Promise<Message[]> {
  const read: Message[] = [];
  for (;;) {
    const message = parseJson(await host.line()) as Message;
    if (message.type === 'host_call') {
      const answer = { type: 'host_call_result', id: message.id, ok: true, value: message.args };
      host.send(answer);
      if (Number(String(message.id).slice(3)) % 3 === 0) host.send(answer);
      continue;
    }
    if (message.type === 'cancel') continue;
    read.push(message);
    if (message.id === id) return read;
  }
}

test('H-P13 ten thousand random lines leave the session of a live host as it was', async () => {
  const host = await startHost();
  await host.ask('runPtc', { code: 'kept_through_it_all = 41' });
  let thrown = 0;
  let batch = 0;
  await fc.assert(
    fc.asyncProperty(
      fc.array(line, { minLength: 100, maxLength: 140 }),
      fc.array(fc.integer({ min: 1, max: 3000 }), { minLength: 1, maxLength: 20 }),
      async (lines, lengths) => {
        batch += 1;
        thrown += lines.length;
        // Requests with ids of their own, scattered among the others.
        const own = lines.flatMap((_, index) => (index % 9 === 4 ? [`own ${batch} ${index}`] : []));
        const stream = lines.flatMap((one, index) => [
          one,
          Buffer.from('\n'),
          ...(index % 9 === 4
            ? [Buffer.from(`{"id":"own ${batch} ${index}","method":"dance${index}"}\n`)]
            : []),
        ]);
        for (const piece of pieces(Buffer.concat(stream), lengths)) {
          host.child.stdin?.write(piece);
        }
        const last = `barrier ${batch}`;
        host.send({ id: last, method: 'runPtc', params: { code: '1 + 1' } });
        const replies = await readUpTo(host, last);
        expect(replies.at(-1)).toEqual({
          id: last,
          ok: true,
          result: { envelope: { ok: true, stdout: '', stderr: '', value: 2 } },
        });
        // Whatever else was answered is a reply, and each request of ours has exactly one.
        const told = replies.map(({ id }) => id).filter(isOwn);
        expect(told).toEqual(own);
        for (const { ok, error, result } of replies) {
          expect(ok ? typeof result : typeof error).toBe(ok ? 'object' : 'string');
        }
      },
    ),
    { numRuns: 100, endOnFailure: true },
  );
  expect(thrown).toBeGreaterThanOrEqual(10_000);
  const reply = await host.ask('runPtc', { code: 'kept_through_it_all + 1 + 1' });
  expect(reply).toMatchObject({ result: { envelope: { ok: true, value: 43 } } });
  host.send({ id: 'bye', method: 'close' });
  const { code: exitCode, log } = await host.end();
  expect(exitCode).toBe(0);
  // Each kind of trouble once, and its count: no stack, no flood.
  expect(
    log.split('\n').filter((told) => told !== '' && !told.startsWith('causeway host: ')),
  ).toEqual([]);
  expect(log).not.toContain('could not be served');
  expect(log.split('\n').length).toBeLessThan(12);
});
