import { describe, expect, test } from 'vitest';
import { fold } from '../../../src/timeline/fold.ts';
import { begin, end, post, type RoadServer, startRoad } from './support.ts';

const timelineOf = async (road: RoadServer) => fold(await road.journal.read('run_1'));

describe('what emitters send in any order makes a tree', () => {
  test('H-E2 an end before its begin, a begin without an end, an end without a begin, an end twice', async () => {
    await using road = await startRoad();
    const url = road.url();
    await post(url, { ...end, call_id: 'late' });
    await post(url, { ...begin, call_id: 'late' });
    await post(url, { ...begin, call_id: 'open' });
    await post(url, { ...end, call_id: 'stray' });
    await post(url, { ...begin, call_id: 'twice' });
    await post(url, { ...end, call_id: 'twice' });
    await post(url, { ...end, call_id: 'twice', is_error: true });
    await post(url, { ...begin, call_id: 'orphan', parent_call_id: 'nobody' });
    await road.journal.append('run_1', [{ type: 'run.ended', outcome: 'done' }]);
    const { calls } = await timelineOf(road);
    expect(calls.map(({ callId, state, marks }) => [callId, state, marks])).toEqual([
      ['~late', 'ok', ['began_late']],
      ['~open', 'unfinished', ['never_ended']],
      ['~stray', 'ok', ['began_missing']],
      ['~twice', 'ok', ['ended_twice']],
      ['~orphan', 'unfinished', ['parent_missing', 'never_ended']],
    ]);
  });

  test('H-E2 1,000 levels', async () => {
    await using road = await startRoad();
    const url = road.url('run_1', 'c1');
    for (let level = 0; level < 1000; level += 1) {
      const parent = level === 0 ? {} : { parent_call_id: `n${level - 1}` };
      const answer = await post(url, { ...begin, call_id: `n${level}`, ...parent });
      expect(answer.status).toBe(202);
    }
    let [call] = (await timelineOf(road)).roots;
    let depth = 0;
    for (; call !== undefined; call = call.children[0]) depth += 1;
    expect(depth).toBe(1000);
  });

  test('H-E2 50,000 calls, many posts at once', async () => {
    await using road = await startRoad();
    const url = road.url();
    const posts = Array.from({ length: 250 }, (_, batch) =>
      Array.from({ length: 200 }, (_each, index) => {
        const call_id = `n${batch * 200 + index}`;
        return [
          { ...begin, call_id },
          { ...end, call_id },
        ];
      }).flat(),
    );
    const statuses = new Set<number>();
    const send = async (): Promise<void> => {
      for (let next = posts.pop(); next !== undefined; next = posts.pop()) {
        statuses.add((await post(url, next)).status);
      }
    };
    await Promise.all(Array.from({ length: 8 }, send));
    expect([...statuses]).toEqual([202]);
    const timeline = await timelineOf(road);
    expect([timeline.counts.ok, timeline.calls.length, timeline.missing]).toEqual([
      50_000, 50_000, 0,
    ]);
  });
});
