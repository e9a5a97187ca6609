import { describe, expect, test } from 'vitest';
import { INBOX_KINDS } from '../../../src/protocol/log-channel/inbox-table.ts';
import { KEYWORDS } from '../../../src/protocol/log-channel/keyword-table.ts';
import { LOG_CHANNEL_PROMPT } from '../../../src/protocol/log-channel/log-channel-prompt.ts';
import { parseInboxLine } from '../../../src/protocol/log-channel/parse-inbox-line.ts';
import { parseLogLine } from '../../../src/protocol/log-channel/parse-log-line.ts';
import { fencedBlocksOf } from '../../house/markdown.ts';
import { textOf } from '../../house/source-files.ts';

const page = textOf('docs/log-channel.md');
const block = (language: string): string =>
  fencedBlocksOf(page).find((one) => one.language === language)?.text ?? '';

describe('the page on the log channel', () => {
  test('has the text for agents, word for word', () => {
    expect(block('markdown')).toBe(LOG_CHANNEL_PROMPT);
  });

  test('has every kind of inbox line as agents are told of it', () => {
    for (const { form, prose } of Object.values(INBOX_KINDS)) {
      expect(page).toContain(`| \`${form}\` | ${prose} |`);
    }
  });

  test('has every keyword, and every command', () => {
    for (const { keyword, forms, say } of Object.values(KEYWORDS)) {
      expect(page).toMatch(new RegExp(`^\\| .*\`${keyword}[:\`]`, 'm'));
      expect(forms.length).toBeGreaterThan(0);
      expect(block('sh')).toContain(`causeway-say ${say}\n`);
    }
  });

  test('has a session whose lines mean what they are shown to mean', () => {
    const lines = block('channel').trimEnd().split('\n');
    const said = lines.filter((line) => line.startsWith('> ')).map((line) => line.slice(2));
    const told = lines.filter((line) => line.startsWith('< ')).map((line) => line.slice(2));
    expect(said.length + told.length).toBe(lines.length);
    expect(said.map((line) => parseLogLine(line).type)).toEqual([
      ...['status', 'status', 'attention', 'deliverable', 'unknown', 'deliverable', 'done'],
    ]);
    const read = told.map(parseInboxLine);
    expect(read.map(({ type }) => type)).toEqual([
      ...['asked', 'captured', 'answer', 'hint', 'captured'],
    ]);
    expect(read).toContainEqual({
      type: 'hint',
      line: 'Done.',
      hint: (parseLogLine('Done.') as { hint?: string }).hint,
    });
  });
});
