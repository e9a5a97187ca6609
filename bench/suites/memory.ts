import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { setTimeout as wait } from 'node:timers/promises';
import { createNodeSession, type NodeSession } from 'causeway/sandbox';
import { mustBe } from './must-be.ts';
import { childrenOfThisProcess, privateMebibytes } from './process-memory.ts';
import { programFile } from './programs.ts';
import type { OpenSuite, Suite } from './suite.ts';

/** What a process that waits keeps for itself, after everything it frees late is free. MiB. */
export const memorySuite: Suite = {
  once: true,
  async open(wanted, quick): Promise<OpenSuite> {
    const count = quick ? 2 : 8;
    const nodes = await Promise.all(Array.from({ length: count }, () => startProgram('idle.cjs')));
    const journal = wanted.has('journal') ? await startProgram('journal-memory.mjs') : undefined;
    const others = new Set(childrenOfThisProcess());
    const sessions: NodeSession[] = [];
    for (let opened = 0; opened < count; opened += 1) {
      const session = await createNodeSession();
      sessions.push(session);
      mustBe(await session.runPtc({ code: '1+1' }), 2);
    }
    await wait(quick ? 500 : 5000);
    const sandboxes = childrenOfThisProcess().filter((pid) => !others.has(pid));
    if (sandboxes.length !== count) {
      throw new Error(
        `${count} sessions are ${sandboxes.length} processes, which was not expected`,
      );
    }
    return {
      measures: {
        'idle node': async () => nodes.map(({ pid }) => privateMebibytes(pid ?? 0)),
        'idle session': async () => sandboxes.map(privateMebibytes),
        journal: async () => privateMebibytes(journal?.pid ?? 0),
      },
      async close() {
        for (const node of nodes) node.stdin?.end();
        if (journal !== undefined) {
          journal.stdin?.end();
          await once(journal, 'close');
        }
        await Promise.all(sessions.map((session) => session.close()));
      },
    };
  },
};

async function startProgram(name: string): Promise<ChildProcess> {
  const child = spawn(process.execPath, [programFile(name)], {
    stdio: ['pipe', 'pipe', 'inherit'],
  });
  await once(child.stdout, 'data');
  return child;
}
