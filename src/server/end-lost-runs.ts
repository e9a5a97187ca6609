import type { Journal } from '../journal/journal.ts';

/**
 * Ends the programs that a killed server left open in the journal as `lost`, and resolves with
 * their ids. Runs whose work goes on elsewhere stay open. For a journal that nobody else writes,
 * before this process starts a run in it.
 */
export async function endLostRuns(journal: Journal): Promise<string[]> {
  const lost: string[] = [];
  let after: string | undefined;
  do {
    const page = await journal.listRuns({ view: 'live', limit: 200, ...(after && { after }) });
    for (const { runId, kind } of page.runs) if (kind === 'code') lost.push(runId);
    after = page.next;
  } while (after !== undefined);
  await Promise.all(
    lost.map((runId) =>
      journal.append(runId, [
        {
          type: 'run.ended',
          outcome: 'lost',
          summary: 'The process that ran this program was killed or crashed.',
          error: {
            name: 'RunLost',
            message: 'what its last calls did is not known; see which of them have no end',
          },
        },
      ]),
    ),
  );
  return lost;
}
