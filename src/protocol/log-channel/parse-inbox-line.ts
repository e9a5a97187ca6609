import type { InboxLine, InboxMessage } from './inbox-line.ts';
import { INBOX_KINDS, type InboxRow } from './inbox-table.ts';
import { parseInboxParts } from './inbox-text.ts';

const rows: ReadonlyMap<string, InboxRow<InboxMessage>> = new Map(
  (Object.values(INBOX_KINDS) as InboxRow<InboxMessage>[]).map((row) => [row.keyword, row]),
);

/** Says what one line of an inbox means; fields that are not known do not matter. Never throws. */
export function parseInboxLine(text: string): InboxLine {
  const line = text.endsWith('\n') ? text.slice(0, -1) : text;
  const parts = parseInboxParts(line);
  const message = parts && rows.get(parts.keyword)?.read(parts);
  return message ?? { type: 'unknown', line };
}
