import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { chromiumOfFile } from '../support/browser.ts';
import { type ServedDashboard, serveDashboard } from '../support/serve-dashboard.ts';
import { notesEvents } from './fixtures/notes-run.ts';
import { newRun, openRunPage } from './fixtures/open-run.ts';

const chromium = chromiumOfFile();
let served: ServedDashboard;

beforeAll(async () => {
  served = await serveDashboard();
});
afterAll(() => served.close());

describe('an agent’s run', () => {
  test('H-A8: its channel shows who said what, near misses marked as no keywords', async () => {
    const runId = await newRun(served, await notesEvents(served), 60_000);
    const page = await openRunPage(chromium.get(), served, runId);
    const channel = page.getByRole('log', { name: 'Channel of the agent' });
    await channel.getByText('The log got shorter.').waitFor();
    const rows = await channel
      .locator('[data-index]')
      .evaluateAll((all) =>
        all.map((row) => [...row.querySelectorAll('span[class]')].map((part) => part.textContent)),
      );
    const said = rows.map(([, label, text]) => `${label} | ${text}`);
    expect(said).toEqual([
      'host | Connected to build-box',
      'agent | Started codex in /home/ada/release notes',
      'STATUS | 20% reading the commits',
      ' | looking at 48 commits',
      ' | DONE.',
      'not a keyword | Write DONE or DONE: with a summary',
      'to the agent | HINT Write DONE or DONE: with a summary',
      'DELIVERABLE | notes.md',
      'captured | notes.md (8 B)',
      'DELIVERABLE | /etc/passwd',
      'refused | /etc/passwd: It lies outside.',
      'BROWSER | https://example.com/login',
      'ATTENTION | Which tag is the last release?',
      'person | ada answered: v2.3',
      'log | The log got shorter.',
    ]);
    await page.getByRole('tab', { name: 'Output' }).click();
    const output = page.getByRole('log', { name: 'Output of the program' });
    await output.getByText('codex session began').waitFor();
    expect(await output.getByText('looking at 48 commits').count()).toBe(0);
    await page.context().close();
  });

  test('H-A13: the bar says that the connection is lost, and that it is back', async () => {
    const runId = await newRun(served, await notesEvents(served), 60_000);
    const page = await openRunPage(chromium.get(), served, runId);
    const bar = page.getByRole('region', { name: 'Run', exact: true });
    await served.journal.append(runId, [
      { type: 'host.disconnected', host: 'build-box', reason: 'nothing was heard for 3 s' },
    ]);
    await bar.getByText('Connection lost, trying again').waitFor();
    await served.journal.append(runId, [
      { type: 'host.connected', host: 'build-box', helper: 'python3' },
    ]);
    await bar.getByText('Connection lost').waitFor({ state: 'detached' });
    await page.context().close();
  });

  test('H-A15: a silent agent is told as silent until it writes again', async () => {
    const runId = await newRun(served, await notesEvents(served), 60_000);
    const page = await openRunPage(chromium.get(), served, runId);
    const bar = page.getByRole('region', { name: 'Run', exact: true });
    await served.journal.append(runId, [{ type: 'agent.stalled', quietMs: 120_000 }]);
    await bar.getByText('Silent for').waitFor();
    await served.journal.append(runId, [
      { type: 'run.progressed', message: 'still at it' },
      { type: 'log.read', file: 'log', generation: 1, offset: 120 },
    ]);
    await bar.getByText('Silent for').waitFor({ state: 'detached' });
    await page.context().close();
  });

  test('tells who asked it to end, and how its process ended when it said nothing', async () => {
    const runId = await newRun(served, await notesEvents(served), 60_000);
    const page = await openRunPage(chromium.get(), served, runId);
    const bar = page.getByRole('region', { name: 'Run', exact: true });
    await served.journal.append(runId, [{ type: 'run.cancel_requested', by: 'ada' }]);
    await bar.getByText('Asked to end by ada').waitFor();
    await served.journal.append(runId, [
      { type: 'agent.exited', exitCode: 3 },
      { type: 'run.ended', outcome: 'exited' },
    ]);
    await page.getByText('Its process ended with exit code 3.').first().waitFor();
    const channel = page.getByRole('log', { name: 'Channel of the agent' });
    await channel.getByText('Ended: exited').waitFor();
    await page.context().close();
  });
});
