// An agent program on this machine or another: start it, answer its question, use what it hands over.
// Usage: node examples/agent-notes/write-notes.ts [HOST [SSH-CONFIG]]
import assert from 'node:assert/strict';
import { join } from 'node:path';
import { createMemoryJournal, startAgentRun } from 'causeway';
import { localHost, sshHost } from 'causeway/hosts';

const [name, configFile] = process.argv.slice(2);
const host = name === undefined ? localHost() : sshHost(name, configFile ? { configFile } : {});
const journal = createMemoryJournal();
const questions: string[] = [];
const links: string[] = [];
let notes = '';

try {
  const run = await startAgentRun({
    journal,
    host,
    title: 'Release notes',
    command: { command: ['sh', './agent.sh'] },
    limits: { wallClockMs: 120_000 },
    async beforeExecute(context) {
      await context.copyFile(join(import.meta.dirname, 'agent.sh'), 'agent.sh');
      const changes = new TextEncoder().encode('Faster start\nFewer dependencies\n');
      await context.copyFile(changes, 'changes.txt');
    },
    onDeliverable(_context, path, text = '') {
      assert.equal(path, 'notes.md');
      notes = text;
    },
    onEvent(event) {
      if (event.type === 'browser.requested') links.push(event.url);
      if (event.type !== 'attention.raised') return;
      questions.push(event.reason);
      // Here a person would be asked; the answer reaches the agent in its inbox.
      const answer = {
        type: 'attention.closed',
        id: event.id,
        by: 'mara',
        answer: '1.4.0',
      } as const;
      journal.append(event.runId, [answer]).catch(() => run.cancel('the answer was not recorded'));
    },
  });
  const result = await run.ended;
  assert.equal(result.outcome, 'done', result.reason);
  assert.deepEqual(questions, ['2 changes. Which version are they?']);
  assert.equal(notes, '# 1.4.0\n\n- Faster start\n- Fewer dependencies\n');
  assert.deepEqual(links, ['https://example.org/releases/1.4.0']);
  assert.deepEqual([result.exitCode, result.deliverables.length], [0, 1]);
  console.log(`${host.name}: ${result.summary}`);
} finally {
  await host.close();
}
