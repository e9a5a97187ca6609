import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import fc from 'fast-check';
import { expect, onTestFailed, onTestFinished, test } from 'vitest';
import { connectFake } from '../ndjson/fake-host.ts';
import { damaged, junk, objectLine } from './arbitrary-lines.ts';

const id = fc.oneof(
  fc.json(),
  fc.nat(300).map(String),
  fc.string().map((text) => JSON.stringify(text)),
);

/** Replies to requests that were never made, calls of tools that are not offered, and the like. */
const almost = fc.oneof(
  objectLine({
    id,
    ok: fc.constantFrom('true', 'false'),
    result: fc.constantFrom(
      '{"envelope":{"ok":true,"stdout":"","stderr":"","value":"forged"}}',
      '{"events":[],"output":"forged"}',
      '{"events":[],"contentBase64":"Zm9yZ2Vk"}',
      '{"closed":true}',
    ),
    error: fc.json(),
  }),
  objectLine({ type: fc.constant('"host_call"'), id, tool: fc.json(), args: fc.json() }),
  objectLine({ type: fc.constant('"ack"'), capabilities: fc.constant('{"host_call":"v9"}') }),
  objectLine({ type: fc.constantFrom('"host_call_result"', '"news"', '"cancelled"'), id }),
);

const line = fc
  .oneof(
    { weight: 4, arbitrary: junk },
    { weight: 6, arbitrary: almost },
    { weight: 2, arbitrary: damaged(almost) },
  )
  // A cancel means what it says; a call of the offered tool is a call.
  .filter((bytes) => !/cancel"|"real"/.test(bytes.toString('latin1')));

/** Puts random lines before, between and after what it says; `round` is what each reply tells. */
const HOST = `
const fs = require('node:fs');
const folder = process.argv[1];
ack();
let file = 0;
const throwLines = () => {
  const path = folder + '/' + file++;
  if (fs.existsSync(path)) fs.writeSync(1, fs.readFileSync(path));
};
let program;
let round = 0;
serve({
  listDir: (request) => {
    throwLines();
    reply(request, { events: [], output: String(round++) });
    throwLines();
  },
  readFile: (request) => {
    throwLines();
    reply(request, { events: [], contentBase64: Buffer.from(String(round++)).toString('base64') });
  },
  runPtc: (request) => {
    program = request;
    throwLines();
    send({ type: 'host_call', id: 'real ' + round, tool: 'real', args: { round } });
    throwLines();
  },
  host_call_result: (answer) => {
    if (answer.id !== 'real ' + round || program === undefined) return;
    const request = program;
    program = undefined;
    throwLines();
    done(request, [round++, answer.ok, answer.value]);
    throwLines();
  },
});
`;

test('H-P13 ten thousand random lines of a host never crash, hang or deceive our client', async () => {
  const folder = mkdtempSync(join(tmpdir(), 'causeway-lines-'));
  onTestFinished(() => rmSync(folder, { recursive: true, force: true }));
  const seed = Date.now() | 0;
  onTestFailed(() => void process.stderr.write(`The lines were those of seed ${seed}\n`));
  const some = fc.array(line, { minLength: 30, maxLength: 50 });
  const files = fc.sample(some, { numRuns: 360, seed });
  let thrown = 0;
  for (const [index, lines] of files.entries()) {
    thrown += lines.length;
    writeFileSync(
      join(folder, String(index)),
      Buffer.concat(lines.flatMap((one) => [one, Buffer.from('\n')])),
    );
  }
  expect(thrown).toBeGreaterThanOrEqual(10_000);

  const session = await connectFake(HOST, {}, [folder]);
  for (let round = 0; round < 180; ) {
    expect((await session.listDir()).output).toBe(String(round++));
    const { content } = await session.readFile('a');
    expect(new TextDecoder().decode(content)).toBe(String(round++));
    const served: unknown[] = [];
    const { value } = await session.runPtc({
      code: '1',
      tools: ['real'],
      onHostCall: ({ tool, args }) => {
        served.push([tool, args]);
        return { ok: true, value: `answer ${round}` };
      },
    });
    expect(value).toEqual([round, true, `answer ${round}`]);
    expect(served).toEqual([['real', { round }]]);
    round += 1;
  }
  expect(session.capabilities).toEqual({ host_call: 'v1' });
  expect(await session.close()).toEqual({ closed: true });
});

test('H-P13 random lines in place of every reply end in a refusal, in bounded time', async () => {
  const folder = mkdtempSync(join(tmpdir(), 'causeway-lines-'));
  onTestFinished(() => rmSync(folder, { recursive: true, force: true }));
  const [lines = []] = fc.sample(fc.array(line, { minLength: 500, maxLength: 500 }), 1);
  writeFileSync(
    join(folder, 'lines'),
    Buffer.concat(lines.flatMap((one) => [one, Buffer.from('\n')])),
  );
  const program = `
ack();
const lines = require('node:fs').readFileSync(process.argv[1] + '/lines');
serve({ listDir: () => process.stdout.write(lines) });`;
  const session = await connectFake(program, { timeoutMs: 500 }, [folder]);
  await expect(session.listDir()).rejects.toMatchObject({ code: 'host_timeout' });
});
