import { Buffer } from 'node:buffer';
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { appendFile, mkdtemp, rename, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import fc from 'fast-check';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import type { FollowOptions } from '../../src/hosts/follower.ts';
import type { Host } from '../../src/hosts/host.ts';
import { FileModel, type FileStep, fileSteps } from './follow-model.ts';
import { FollowedLines } from './followed-lines.ts';
import { runShell } from './run-shell.ts';

/** A host whose files are those of this machine. */
export interface FollowingHost {
  host: Pick<Host, 'follow'>;
  close(): Promise<void>;
}

/** What every host must make of a file that others append to, or do worse to. */
export function describeFollow(
  name: string,
  open: () => Promise<FollowingHost>,
  {
    burstLines = 1_000_000,
    propertyRuns = 30,
  }: { burstLines?: number; propertyRuns?: number } = {},
): void {
  describe(`follow: ${name}`, () => {
    let opened: FollowingHost;
    let folder: string;
    let log: string;
    const followed: FollowedLines[] = [];

    beforeAll(async () => {
      opened = await open();
    });
    afterAll(async () => {
      await opened?.close();
    });
    beforeEach(async () => {
      folder = await mkdtemp('/tmp/causeway-follow-');
      log = join(folder, 'optio.log');
    });
    afterEach(async () => {
      await Promise.all(followed.splice(0).map((lines) => lines.stop()));
      await rm(folder, { recursive: true, force: true, maxRetries: 10 });
    });

    function follow(options: FollowOptions = {}, path = log): FollowedLines {
      const lines = new FollowedLines(opened.host.follow(path, options));
      followed.push(lines);
      return lines;
    }
    const sh = (line: string): Promise<string> => runShell(line, folder);

    test('H-A7 reads what is there, and each line that is added, once', async () => {
      await sh('printf "one\\ntwo\\n" > optio.log');
      const lines = follow();
      await lines.drain();
      expect(lines.texts).toEqual(['one', 'two']);
      await sh('echo three >> optio.log; echo four >> optio.log');
      await lines.drain();
      expect(lines.texts).toEqual(['one', 'two', 'three', 'four']);
      expect(lines.lines.map((line) => line.end)).toEqual([4, 8, 14, 19]);
      expect(lines.changes).toEqual([]);
    });

    test('sees a line that is added without being asked', async () => {
      await sh(': > optio.log');
      const lines = follow();
      await lines.drain();
      await sh('echo one >> optio.log');
      await lines.until(({ texts }) => texts.length === 1);
      expect(lines.texts).toEqual(['one']);
    });

    test('H-A7 waits for a file that is absent, and for its folder', async () => {
      const lines = follow({}, join(folder, 'later/optio.log'));
      await lines.drain();
      await sh('mkdir later; echo one > later/optio.log');
      await lines.until(({ texts }) => texts.length === 1);
      expect(lines.story).toEqual(['one']);
    });

    test('H-A7 `>` with less text is told as truncated, and the new lines come', async () => {
      await sh('echo a long first line > optio.log');
      const lines = follow();
      await lines.drain();
      await sh('echo short > optio.log');
      await lines.drain();
      expect(lines.story).toEqual(['a long first line', '<truncated>', 'short']);
    });

    test('H-A7 `>` with as much text is told, and the new lines come whole', async () => {
      await sh('echo abc > optio.log');
      const lines = follow();
      await lines.drain();
      await sh('echo def > optio.log');
      await lines.drain();
      expect(lines.texts).toEqual(['abc', 'def']);
      expect(lines.changes).toHaveLength(1);
    });

    test('H-A7 `>` with more text is told, and the new lines come whole', async () => {
      await sh('echo abc > optio.log');
      const lines = follow();
      await lines.drain();
      await sh('echo a longer line > optio.log');
      await lines.drain();
      expect(lines.texts).toEqual(['abc', 'a longer line']);
      expect(lines.changes).toHaveLength(1);
    });

    test('H-A7 a `sed -i` that changes nothing doubles nothing', async () => {
      await sh('printf "one\\ntwo\\n" > optio.log');
      const lines = follow();
      await lines.drain();
      await sh('sed -i s/none/some/ optio.log; echo three >> optio.log');
      await lines.drain();
      expect(lines.story).toEqual(['one', 'two', 'three']);
    });

    test('H-A7 a `sed -i` that edits a line is told as replaced, and all lines come again', async () => {
      await sh('printf "one\\ntwo\\n" > optio.log');
      const lines = follow();
      await lines.drain();
      await sh('sed -i s/one/uno/ optio.log; echo three >> optio.log');
      await lines.drain();
      expect(lines.story).toEqual(['one', 'two', '<replaced>', 'uno', 'two', 'three']);
      expect(lines.position?.generation).toBe(2);
    });

    test('H-A7 a line that is added to a log that was moved away is not lost', async () => {
      await sh('echo one > optio.log');
      const lines = follow();
      await lines.drain();
      await sh(
        'exec 3>>optio.log; mv optio.log optio.log.1; echo late >&3; printf left >&3; echo two > optio.log',
      );
      await lines.drain();
      expect(lines.story).toEqual(['one', 'late', 'left', '<replaced>', 'two']);
      expect(lines.lines.map((line) => line.unterminated)).toEqual([
        undefined,
        undefined,
        true,
        undefined,
      ]);
    });

    test('H-A7 a log that was moved away is read on until another one is at its path', async () => {
      await sh('echo one > optio.log');
      const lines = follow();
      await lines.drain();
      await sh('mv optio.log old.log');
      await lines.until(({ changes }) => changes.length === 1);
      await sh('echo late >> old.log');
      await lines.until(({ texts }) => texts.length === 2);
      await sh('mv old.log optio.log; echo back >> optio.log');
      await lines.until(({ texts }) => texts.length === 3);
      await lines.drain();
      await sh('mv optio.log old.log');
      await lines.until(({ changes }) => changes.length === 2);
      await sh('echo last >> old.log; echo two > new.log; mv new.log optio.log');
      await lines.until(({ texts }) => texts.length === 5);
      expect(lines.story).toEqual([
        ...['one', '<missing>', 'late', 'back', '<missing>', 'last', '<replaced>', 'two'],
      ]);
    });

    test('H-A7 a log that is removed and made again is told as replaced', async () => {
      await sh('echo one > optio.log');
      const lines = follow();
      await lines.drain();
      await sh('rm optio.log; echo two > optio.log');
      await lines.drain();
      expect(lines.story).toEqual(['one', '<replaced>', 'two']);
    });

    test('H-A7 a log that is gone is told as missing, once, and is awaited', async () => {
      await sh('echo one > optio.log');
      const lines = follow();
      await lines.drain();
      await sh('rm optio.log');
      await lines.until(({ changes }) => changes.length === 1);
      await lines.drain();
      await sh('echo two > optio.log');
      await lines.until(({ texts }) => texts.length === 2);
      expect(lines.story).toEqual(['one', '<missing>', '<replaced>', 'two']);
    });

    test('H-A7 a watched folder that is removed and made again is followed on', async () => {
      await sh('mkdir logs; echo one > logs/optio.log');
      const lines = follow({}, join(folder, 'logs/optio.log'));
      await lines.drain();
      await sh('rm -r logs; mkdir logs; echo two > logs/optio.log');
      await lines.until(({ texts }) => texts.includes('two'));
      await sh('echo three >> logs/optio.log');
      await lines.until(({ texts }) => texts.includes('three'));
      expect(lines.texts).toEqual(['one', 'two', 'three']);
    });

    test('H-A7 two writers lose no line to each other', async () => {
      await sh(': > optio.log');
      const lines = follow();
      const write = (who: string): string =>
        `i=0; while [ $i -lt 2000 ]; do echo ${who} $i >> optio.log; i=$((i+1)); done`;
      await Promise.all([sh(write('left')), sh(write('right'))]);
      await lines.drain();
      const wanted = Array.from({ length: 2000 }, (_, at) => at);
      for (const who of ['left', 'right']) {
        const own = lines.texts.filter((text) => text.startsWith(who));
        expect(own).toEqual(wanted.map((at) => `${who} ${at}`));
      }
      expect(lines.texts).toHaveLength(4000);
    });

    test('H-A7 a writer that does not append leaves a hole, which is dropped and told', async () => {
      await sh(': > optio.log');
      const lines = follow();
      await sh('exec 3>optio.log; echo aaaa >&3; echo bb > optio.log; echo cc >&3');
      await lines.drain();
      expect(lines.lines.at(-1)).toMatchObject({ text: 'cc' });
      await sh('exec 3>optio.log; echo a long line >&3; : > optio.log; echo dd >&3');
      await lines.drain();
      expect(lines.lines.at(-1)).toMatchObject({ text: 'dd', hole: true });
    });

    test('H-A7 a last line without a line end counts at the end, and says so', async () => {
      await sh('printf "one\\nDONE: two" > optio.log');
      const lines = follow();
      await lines.drain();
      expect(lines.texts).toEqual(['one']);
      await lines.finish();
      expect(lines.lines).toEqual([
        { text: 'one', end: 4 },
        { text: 'DONE: two', end: 13, unterminated: true },
      ]);
    });

    test('a line that is ended later comes whole', async () => {
      await sh('printf "one\\ntw" > optio.log');
      const lines = follow();
      await lines.drain();
      await sh('echo o >> optio.log');
      await lines.finish();
      expect(lines.lines).toEqual([
        { text: 'one', end: 4 },
        { text: 'two', end: 8 },
      ]);
    });

    test('H-A7 lines of 1 MB come whole, of 3 MB cut and told, and the next ones intact', async () => {
      await sh(`head -c 1000000 /dev/zero | tr '\\0' m > optio.log; echo >> optio.log`);
      await sh(
        `head -c 3000000 /dev/zero | tr '\\0' n >> optio.log; echo >> optio.log; echo ok >> optio.log`,
      );
      const lines = follow();
      await lines.finish();
      expect(lines.lines.map(({ text, ...line }) => ({ ...line, length: text.length }))).toEqual([
        { length: 1_000_000, end: 1_000_001 },
        { length: 1_048_576, end: 4_000_002, cut: true },
        { length: 2, end: 4_000_005 },
      ]);
      expect(lines.texts.at(-1)).toBe('ok');
    });

    test('H-A7 invalid UTF-8 becomes U+FFFD, and a letter cut over two writes is one letter', async () => {
      await sh(`printf 'a\\377b\\ncaf\\303' > optio.log`);
      const lines = follow();
      await lines.drain();
      await sh(`printf '\\251\\n\\360\\237\\230\\200\\n' >> optio.log`);
      await lines.drain();
      expect(lines.texts).toEqual(['a\ufffdb', 'café', '😀']);
    });

    test('H-A7 a byte order mark at the beginning, CRLF and empty lines', async () => {
      await sh(
        `printf '\\357\\273\\277one\\r\\n\\r\\n\\n\\357\\273\\277two\\r\\n \\r three\\n' > optio.log`,
      );
      const lines = follow();
      await lines.finish();
      expect(lines.texts).toEqual(['one', '', '', '\ufefftwo', ' \r three']);
    });

    test('H-A6 a log that is a link, a FIFO or a folder is never read, and is told as missing', async () => {
      await sh('echo secret > other; ln -s other link; mkfifo pipe; mkdir folder');
      for (const path of ['link', 'pipe', 'folder']) {
        const lines = follow({}, join(folder, path));
        await lines.until(({ changes }) => changes.length > 0);
        await sh(`rm -r ${path}; echo fine > ${path}`);
        await lines.until(({ texts }) => texts.length > 0);
        expect(lines.story).toEqual(['<missing>', 'fine']);
      }
    });

    test('H-A14 who goes on at a position gets what came since, once', async () => {
      await sh('printf "one\\ntwo\\n" > optio.log');
      const before = follow();
      await before.drain();
      await before.stop();
      await sh('echo three >> optio.log');
      const after = follow({ from: position(before) });
      await after.drain();
      expect(after.story).toEqual(['three']);
      expect(after.position).toMatchObject({ generation: 1, offset: 14 });
    });

    test('H-A14 a log that was replaced meanwhile is noticed, also one that is longer', async () => {
      await sh('printf "one\\ntwo\\n" > optio.log');
      const before = follow();
      await before.drain();
      await before.stop();
      await sh('printf "other\\nlines\\nthan before\\n" > new; mv new optio.log');
      const after = follow({ from: position(before) });
      await after.drain();
      expect(after.story).toEqual(['<replaced>', 'other', 'lines', 'than before']);
      expect(after.position?.generation).toBe(2);
    });

    test('H-A14 a log that was replaced by one that begins the same goes on', async () => {
      await sh('printf "one\\ntwo\\n" > optio.log');
      const before = follow();
      await before.drain();
      await before.stop();
      await sh('cp optio.log new; echo three >> new; mv new optio.log');
      const second = follow({ from: position(before) });
      await second.drain();
      await second.stop();
      expect(second.story).toEqual(['three']);
      await sh('cp optio.log new; echo four >> new; mv new optio.log');
      const third = follow({ from: position(second) });
      await third.drain();
      expect(third.story).toEqual(['four']);
      await sh('sed -i s/one/uno/ optio.log');
      await third.until(({ changes }) => changes.length === 1);
      await third.drain();
      expect(third.story).toEqual(['four', '<replaced>', 'uno', 'two', 'three', 'four']);
    });

    test('H-A14 a log that was truncated meanwhile begins again', async () => {
      await sh('printf "one\\ntwo\\n" > optio.log');
      const before = follow();
      await before.drain();
      await before.stop();
      await sh('echo new > optio.log');
      const after = follow({ from: position(before) });
      await after.drain();
      expect(after.story).toEqual(['<truncated>', 'new']);
    });

    test('a position without a mark is believed as far as the file is long enough', async () => {
      await sh('printf "one\\ntwo\\n" > optio.log');
      const lines = follow({ from: { generation: 4, offset: 4 } });
      await lines.drain();
      expect(lines.texts).toEqual(['two']);
      expect(lines.position).toMatchObject({ generation: 4, offset: 8 });
      await sh('sed -i s/none/some/ optio.log; echo three >> optio.log');
      await lines.drain();
      expect(lines.story).toEqual(['two', 'three']);
    });

    test('may be stopped from inside, twice, and ends there', async () => {
      await sh('printf "one\\ntwo\\n" > optio.log');
      const follower = opened.host.follow(log);
      const seen: string[] = [];
      for await (const batch of follower) {
        if (batch.type === 'lines') seen.push(...batch.lines.map((line) => line.text));
        follower.stop();
        follower.stop();
        await sh('echo three >> optio.log');
      }
      expect(seen).toEqual(['one', 'two']);
      await follower.drain();
      await follower.finish();
    });

    test('ends with its signal, also before it began', async () => {
      await sh('echo one > optio.log');
      const called = new AbortController();
      const lines = follow({ signal: called.signal });
      await lines.drain();
      called.abort();
      await lines.ended;
      const never = follow({ signal: AbortSignal.abort() });
      await never.ended;
      expect(never.batches).toEqual([]);
    });

    test('a taker that takes its time loses nothing, and its errors are its own', async () => {
      await sh('echo one > optio.log');
      const follower = opened.host.follow(log);
      const seen: string[] = [];
      const failing = (async () => {
        for await (const batch of follower) {
          if (batch.type !== 'lines') continue;
          seen.push(...batch.lines.map((line) => line.text));
          await sh('echo more >> optio.log');
          if (seen.length >= 3) throw new Error('the taker failed');
        }
      })();
      await expect(failing).rejects.toThrow('the taker failed');
      expect(seen).toEqual(['one', 'more', 'more']);
    });

    test('a burst of lines in writes of any size comes exactly', async () => {
      await writeFile(log, '');
      const lines = new CountedLines();
      const follower = opened.host.follow(log);
      const ended = lines.take(follower);
      const writer = spawn('python3', ['-c', BURST, log, String(burstLines)], { stdio: 'inherit' });
      expect(await once(writer, 'exit')).toEqual([0, null]);
      await follower.finish();
      await ended;
      expect(lines).toMatchObject({ count: burstLines, wrong: 0, changes: 0 });
    });

    test('H-A7 after any appending, overwriting and replacing each line came once, or it was told', async () => {
      await fc.assert(
        fc.asyncProperty(fileSteps, async (steps) => {
          await writeFile(log, '');
          const lines = follow();
          const model = new FileModel();
          await lines.drain();
          for (const step of steps) {
            model.take(step);
            await doStep(step, model.content);
            await lines.drain();
          }
          await lines.stop();
          expect(lines.story.map((one) => (/^<[a-z]+>$/.test(one) ? 'changed' : one))).toEqual(
            model.story,
          );
        }),
        { numRuns: propertyRuns },
      );
    });

    async function doStep(step: FileStep, content: string): Promise<void> {
      if (step.do === 'append') return appendFile(log, step.texts.join(''));
      if (step.do === 'overwrite') return writeFile(log, content);
      await writeFile(`${log}.new`, content);
      await rename(`${log}.new`, log);
    }

    test('H-A7 any bytes in any pieces give exactly their lines', async () => {
      const piece = fc.oneof(
        fc.uint8Array({ maxLength: 200 }),
        fc.string({ unit: 'binary', maxLength: 50 }).map((text) => new TextEncoder().encode(text)),
        fc
          .constantFrom('\n', '\r\n', '\r', 'DONE\n', '\0\0', '\ufeff', 'é')
          .map((text) => new TextEncoder().encode(text)),
      );
      await fc.assert(
        fc.asyncProperty(fc.array(piece, { maxLength: 40 }), async (pieces) => {
          await writeFile(log, '');
          const lines = follow();
          await lines.drain();
          for (const bytes of pieces) await appendFile(log, bytes);
          await lines.finish();
          expect(lines.texts).toEqual(expectedLines(Buffer.concat(pieces)));
          expect(lines.changes).toEqual([]);
        }),
        { numRuns: propertyRuns },
      );
    });
  });
}

function position(lines: FollowedLines) {
  const { position } = lines;
  if (!position) throw new Error('No line was read.');
  return position;
}

/** The lines of a text, found in a way that has nothing to do with reading it in pieces. */
function expectedLines(bytes: Buffer): string[] {
  const lines = bytes.toString('latin1').split('\n');
  const last = lines.pop() ?? '';
  const all = [...lines.map((line) => line.replace(/^\0+/, '').replace(/\r$/, ''))];
  if (last.replace(/^\0+/, '') !== '') all.push(last.replace(/^\0+/, '').replace(/\r$/, ''));
  return all.map((line, at) => {
    const text = at === 0 ? line.replace(/^\xef\xbb\xbf/, '') : line;
    return new TextDecoder('utf-8', { ignoreBOM: true }).decode(Buffer.from(text, 'latin1'));
  });
}

/** Writes the lines `0` to `N-1` in pieces of 1 to 9,000 bytes, as fast as it can. */
const BURST = `
import os, random, sys
random.seed(7)
file = os.open(sys.argv[1], os.O_WRONLY | os.O_APPEND)
text = b''.join(b'STATUS: line %d\\n' % n for n in range(int(sys.argv[2])))
at = 0
while at < len(text):
    at += os.write(file, text[at:at + random.randint(1, 9000)])
`;

class CountedLines {
  count = 0;
  wrong = 0;
  changes = 0;

  async take(follower: ReturnType<Host['follow']>): Promise<void> {
    for await (const batch of follower) {
      if (batch.type === 'disturbed') this.changes += 1;
      else for (const { text } of batch.lines) this.#take(text);
    }
  }

  #take(text: string): void {
    if (text !== `STATUS: line ${this.count}`) this.wrong += 1;
    this.count += 1;
  }
}
