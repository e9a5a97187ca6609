import { readFileSync } from 'node:fs';
import { describe, expect, test } from 'vitest';
import { post, startRoad } from './support.ts';

interface Case {
  name: string;
  parent: string | null;
  body: string;
  status: number;
  code?: string;
  events: unknown[];
}

const file = new URL('../../../conformance/emitter/receiver.json', import.meta.url);
const { cases } = JSON.parse(readFileSync(file, 'utf8')) as { cases: Case[] };

describe('a receiver', () => {
  test.each(cases)('takes as the fixture says: $name', async (given) => {
    await using road = await startRoad();
    const answer = await post(road.url('run_1', given.parent ?? undefined), given.body);
    expect(answer.status).toBe(given.status);
    const text = await answer.text();
    if (given.code === undefined) expect(text).toBe('');
    else expect(JSON.parse(text)).toMatchObject({ error: { code: given.code } });
    expect(await road.recorded()).toEqual(given.events);
  });
});
