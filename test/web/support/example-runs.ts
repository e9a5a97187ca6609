import type { RunScript } from './script-run.ts';

const second = 1000;
const minute = 60 * second;
const hour = 60 * minute;

/** A day of a busy team, in the order of its starts: every state a run can be in. */
export function exampleRuns(now: number): RunScript[] {
  const mara = { by: 'Mara Lindqvist' };
  const jonas = { by: 'Jonas Weber' };
  const priya = { by: 'Priya Raman' };
  const nightly = { source: 'Nightly schedule' };
  const ci = { source: 'CI, pull 812' };
  const mcp = { source: 'MCP client' };
  const today = now - 3 * minute;
  const runs: RunScript[] = [
    {
      runId: 'run_7q2kxm',
      at: now - 84 * second,
      heardAt: now,
      started: { kind: 'code', title: 'Reconcile Q3 supplier invoices', tags: mara },
      calls: { ok: 711, running: 10, error: 1, lost: 1 },
      progress: { percent: 65, message: '312 of 480, matching invoices' },
      requests: [
        { tool: 'payments.refund', at: now - 41 * second },
        { reason: 'INV-20931 matches two vendors. Which one is right?', at: now - 9 * second },
      ],
    },
    {
      runId: 'run_7q2j9d',
      at: now - 242 * second,
      heardAt: now,
      started: { kind: 'agent', title: 'Release 4.2.0 notes and tag', host: 'local', tags: jonas },
      calls: { ok: 11, running: 1 },
      progress: { message: 'Signing in to GitHub' },
      requests: [{ url: 'https://github.com/login/device', at: now - 2 * minute }],
    },
    {
      runId: 'run_7q1w0c',
      at: now - 38 * minute,
      heardAt: now,
      started: {
        kind: 'agent',
        title: 'Migrate billing service to Node 24',
        host: 'build-02',
        tags: ci,
      },
      calls: { ok: 43, running: 2, error: 1 },
      progress: { percent: 60, message: '3 of 5, running the test suite' },
      requests: [
        {
          reason: 'The v1 charges route still has two callers. Remove it anyway?',
          at: now - 6 * minute,
        },
      ],
    },
    {
      runId: 'run_7q2h5t',
      at: now - 48 * second,
      heardAt: now,
      started: { kind: 'code', title: 'Summarise weekly incident reports', tags: priya },
      calls: { ok: 62, running: 2 },
      progress: { percent: 55, message: '5 of 9, reading INC-4417' },
    },
    {
      runId: 'run_7q0b2n',
      at: now - 690 * second,
      heardAt: now - 48 * second,
      started: { kind: 'agent', title: 'Crawl partner price lists', host: 'gpu-01', tags: mcp },
      calls: { ok: 18, running: 1 },
      progress: { message: 'Fetching page 9' },
    },
    {
      runId: 'run_7pzz41',
      at: now - 1371 * second,
      heardAt: now,
      started: {
        kind: 'code',
        title: 'Backfill embeddings for the support archive',
        tags: nightly,
      },
      calls: { ok: 3110, running: 8, error: 2 },
      progress: { percent: 62, message: '31,204 of 50,000' },
    },
    ended(
      'run_7q29pa',
      'Refresh exchange-rate cache',
      'code',
      nightly,
      today,
      3100,
      { ok: 14 },
      'done',
    ),
    {
      ...ended(
        'run_7q21rr',
        'Draft replies for overdue tickets',
        'code',
        priya,
        today - 14 * minute,
        52_000,
        { ok: 198, error: 5 },
        'error',
      ),
      ended: {
        outcome: 'error',
        at: today - 14 * minute + 52_000,
        error: { name: 'ToolError', message: 'mail.send returned 429 at line 41' },
      },
    },
    {
      ...ended(
        'run_7pxk8e',
        'Port the docs site to Vite 8',
        'agent',
        jonas,
        today - 31 * minute,
        24 * minute,
        { ok: 61 },
        'done',
      ),
      files: 7,
    },
    ended(
      'run_7pxe3v',
      'Sync CRM contacts',
      'agent',
      mcp,
      today - 57 * minute,
      552_000,
      { ok: 55, lost: 1, refused: 1 },
      'lost',
    ),
    {
      ...ended(
        'run_7px71b',
        'Rename warehouse SKUs',
        'code',
        mara,
        today - 78 * minute,
        31_000,
        { ok: 72, cancelled: 16 },
        'cancelled',
      ),
      ended: {
        outcome: 'cancelled',
        at: today - 78 * minute + 31_000,
        summary: 'Cancelled by Jonas Weber',
      },
    },
    {
      ...ended(
        'run_7px502',
        'Generate Q3 board charts',
        'code',
        mara,
        today - 82 * minute,
        17_000,
        { ok: 38 },
        'done',
      ),
      files: 4,
    },
    ended(
      'run_7pw9dk',
      'Validate VAT numbers',
      'code',
      nightly,
      today - 122 * minute,
      600_000,
      { ok: 480, error: 12, cancelled: 6 },
      'timed_out',
    ),
    {
      ...ended(
        'run_7pw2ms',
        'Fix flaky checkout test',
        'agent',
        ci,
        today - 130 * minute,
        400_000,
        { ok: 27, error: 2 },
        'exited',
      ),
      ended: {
        outcome: 'exited',
        at: today - 130 * minute + 400_000,
        summary: 'Agent exited with code 1',
      },
    },
    ended(
      'run_7pv0aa',
      'Rotate partner API keys',
      'external',
      jonas,
      now - 26 * hour,
      9000,
      { ok: 6 },
      'done',
    ),
    ended(
      'run_7pu0bb',
      'Index the knowledge base',
      'external',
      nightly,
      now - 75 * hour,
      812_000,
      { ok: 220 },
      'done',
    ),
  ];
  return runs.sort((one, other) => (one.at ?? 0) - (other.at ?? 0));
}

function ended(
  runId: string,
  title: string,
  kind: 'code' | 'agent' | 'external',
  tags: Record<string, string>,
  at: number,
  took: number,
  calls: NonNullable<RunScript['calls']>,
  outcome: NonNullable<RunScript['ended']>['outcome'],
): RunScript {
  const host = kind === 'agent' ? { host: runId < 'run_7pxe' ? 'local' : 'build-02' } : {};
  return {
    runId,
    at,
    started: { kind, title, tags, ...host },
    calls,
    ended: { outcome, at: at + took },
  };
}
