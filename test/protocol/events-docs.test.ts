import { readFileSync } from 'node:fs';
import { expect, test } from 'vitest';
import type { JournalErrorCode } from '../../src/journal/journal-error.ts';
import { ERROR_CODES } from '../../src/protocol/error-codes.ts';
import { eventSchemas } from '../../src/protocol/events/event.ts';
import type { InvalidEventCode } from '../../src/protocol/events/invalid-event.ts';
import { DEFAULT_LIMITS } from '../../src/protocol/limits.ts';
import type { SessionFileError } from '../../src/sandbox/node/file-requests.ts';
import type { HostErrorCode } from '../../src/sandbox/node/ndjson/client/host-error.ts';
import type { SandboxDied, SandboxStartError } from '../../src/sandbox/node/sandbox-end.ts';

type SandboxCode = (SandboxDied | SandboxStartError | SessionFileError)['code'];

const page = readFileSync(new URL('../../docs/protocol.md', import.meta.url), 'utf8');

test.each([
  ...Object.keys(eventSchemas),
  ...Object.keys(ERROR_CODES),
  ...Object.keys(DEFAULT_LIMITS),
])('docs/protocol.md has a row for %s', (name) => {
  expect(page).toContain(`\n| \`${name}\` |`);
});

// The fixtures use every field of every event at least once; so must the page.
test.each(Object.keys(eventSchemas))('docs/protocol.md names every field of %s', (type) => {
  const url = new URL(`../../conformance/events/${type}.json`, import.meta.url);
  const { valid } = JSON.parse(readFileSync(url, 'utf8')) as {
    valid: { name: string; event: Record<string, unknown> }[];
  };
  const known = valid.filter(({ name }) => !name.includes('does not define'));
  const fields = new Set(known.flatMap(({ event }) => Object.keys(event)));
  for (const field of fields) expect(page).toMatch(new RegExp(`\`${field}\\??\``));
});

test('docs/protocol.md names every error code that is not in ERROR_CODES', () => {
  const journal: Record<JournalErrorCode, true> = {
    run_not_started: true,
    run_already_started: true,
    run_ended: true,
    run_not_ended: true,
    invalid_run_id: true,
    append_conflict: true,
    invalid_filter: true,
    unknown_cursor: true,
    journal_closed: true,
    journal_read_only: true,
    journal_not_found: true,
    journal_unwritable: true,
    journal_locked: true,
    journal_too_new: true,
    journal_corrupt: true,
    journal_disk_full: true,
    journal_io_failed: true,
  };
  const event: Record<InvalidEventCode, true> = { not_an_event: true, invalid_event: true };
  const sandbox: Record<SandboxCode, true> = {
    sandbox_died: true,
    sandbox_start: true,
    session_file: true,
  };
  const host: Record<HostErrorCode, true> = {
    host_start: true,
    host_gone: true,
    host_refused: true,
    host_timeout: true,
    host_capability: true,
    host_protocol: true,
  };
  const codes = Object.keys({ ...journal, ...event, ...sandbox, ...host });
  expect(codes.filter((code) => !page.includes(`\`${code}\``))).toEqual([]);
});
