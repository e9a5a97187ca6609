import type { InboxMessage } from './inbox-line.ts';
import { INBOX_KINDS, type InboxRow } from './inbox-table.ts';
import { formatInboxParts } from './inbox-text.ts';

/**
 * Writes one line of an inbox, without its line end, that `parseInboxLine` reads back as the same,
 * whatever the texts hold. Add `\n` and append it in one write.
 */
export function formatInboxLine(message: InboxMessage): string {
  const row = INBOX_KINDS[message.type] as InboxRow<InboxMessage>;
  const given = Object.entries(row.fields(message)).filter(
    (entry): entry is [string, string] => entry[1] !== undefined,
  );
  const text = row.text(message);
  return formatInboxParts({
    keyword: row.keyword,
    fields: new Map(given),
    ...(text !== undefined && { text }),
  });
}
