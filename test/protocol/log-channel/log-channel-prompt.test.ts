import { spawnSync } from 'node:child_process';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { INBOX_KINDS } from '../../../src/protocol/log-channel/inbox-table.ts';
import { KEYWORDS } from '../../../src/protocol/log-channel/keyword-table.ts';
import {
  LOG_CHANNEL_PROMPT,
  type LogKeyword,
  logChannelPrompt,
} from '../../../src/protocol/log-channel/log-channel-prompt.ts';
import { parseInboxLine } from '../../../src/protocol/log-channel/parse-inbox-line.ts';
import { parseLogLine } from '../../../src/protocol/log-channel/parse-log-line.ts';

const all = Object.keys(KEYWORDS) as LogKeyword[];

/** The lines that the text shows as examples. */
function examplesIn(prompt: string): string[] {
  return [...prompt.matchAll(/^- `(.+?)`: /gm)].map((match) => match[1] ?? '');
}

describe('the text that teaches the log', () => {
  test('shows for every keyword a line that is read as that keyword', () => {
    const types = examplesIn(LOG_CHANNEL_PROMPT)
      .map((example) => parseLogLine(example).type)
      .filter((type) => type !== 'unknown');
    expect(types).toEqual([
      ...['status', 'deliverable', 'done', 'error', 'browser', 'attention', 'domain'],
    ]);
  });

  test('shows forms that are read as that keyword when their words are filled in', () => {
    for (const [type, { forms }] of Object.entries(KEYWORDS)) {
      for (const form of forms) {
        expect(parseLogLine(form.replace('JSON', '{"a":1}')).type, form).toBe(type);
      }
    }
  });

  test('says nothing of keywords that are not offered', () => {
    fc.assert(
      fc.property(fc.subarray(all, { minLength: 1 }), (keywords) => {
        const prompt = logChannelPrompt({ keywords });
        const offered = all.filter((type) => prompt.includes(`- \`${KEYWORDS[type].keyword}`));
        expect(offered).toEqual(all.filter((type) => keywords.includes(type)));
        for (const type of all.filter((type) => !keywords.includes(type))) {
          expect(prompt).not.toMatch(new RegExp(`\\b${KEYWORDS[type].keyword}\\b`));
          expect(prompt).not.toContain(`causeway-say ${KEYWORDS[type].say.split(' ')[0]}`);
        }
        expect(prompt.includes('ANSWER')).toBe(
          keywords.includes('attention') || keywords.includes('browser'),
        );
        expect(prompt.includes('CAPTURED')).toBe(keywords.includes('deliverable'));
      }),
    );
  });

  test('shows forms of the inbox that are read as their kind', () => {
    const values: Record<string, string> = { PATH: 'a', N: '1', HEX: 'a'.repeat(64), LINE: 'x' };
    for (const [type, { form }] of Object.entries(INBOX_KINDS)) {
      expect(LOG_CHANNEL_PROMPT).toContain(`- \`${form}\`: `);
      const filled = form.replace(/=([A-Z]+)/g, (_, name: string) => `=${values[name] ?? 'r1'}`);
      expect(parseInboxLine(filled).type, filled).toBe(type);
    }
  });

  test('has commands for a shell that write such a line, and none that substitutes commands', () => {
    const [command = ''] = LOG_CHANNEL_PROMPT.match(/^echo .*$/m) ?? [];
    expect(command).toMatch(/^echo '[^'\\$`]+' >> \.\/optio\.log$/);
    const written = spawnSync('sh', ['-c', command.replace('>> ./optio.log', '')]);
    expect(parseLogLine(String(written.stdout))).toEqual({
      type: 'status',
      percent: 40,
      message: 'reading the tests',
    });
    for (const block of LOG_CHANNEL_PROMPT.matchAll(/```sh\n([\s\S]*?)```/g)) {
      expect(block[1]).not.toMatch(/[$`<]/);
    }
  });

  test('names the files it is told of, as a shell needs them', () => {
    const prompt = logChannelPrompt({ logFile: "./my agent's.log", inboxFile: './in' });
    expect(prompt).toContain(">> './my agent'\\''s.log'");
    expect(prompt).toContain('cat ./in`');
    expect(prompt).not.toContain('optio.log');
  });

  test('leaves out what there is not', () => {
    expect(logChannelPrompt({ inboxFile: false })).not.toMatch(/inbox/i);
    expect(logChannelPrompt({ say: false })).not.toContain('causeway-say');
    expect(() => logChannelPrompt({ keywords: [] })).toThrow('at least one keyword');
  });

  test('is short enough to stand in every instruction', () => {
    expect(LOG_CHANNEL_PROMPT.length).toBeLessThan(4500);
  });
});
