import { describe, expect, test } from 'vitest';
import { GROUPS_TO_PROVE, HARD_CASES, laterIssue } from './hard-cases.ts';
import { filesBelow, textOf } from './source-files.ts';

const citations = filesBelow('test', /\.(ts|py)$/)
  .filter((path) => !path.startsWith('test/house/'))
  .flatMap((path) =>
    [...textOf(path).matchAll(/\bH-([A-Z]\d+)\b/g)].map((match) => ({ path, id: match[1] ?? '' })),
  );
const cited = new Set(citations.map(({ id }) => id));
const toProve = Object.keys(HARD_CASES).filter((id) => GROUPS_TO_PROVE.includes(id.charAt(0)));

describe('hard cases', () => {
  test.each(toProve.map((id) => [id, HARD_CASES[id]]))('%s is proved: %s', (id) => {
    const known = cited.has(id) || id in laterIssue;
    expect(known, `No test cites H-${id}, and laterIssue gives no reason`).toBe(true);
  });

  test('a citation names a case that exists', () => {
    expect(citations.filter(({ id }) => !(id in HARD_CASES))).toEqual([]);
  });

  test('a case that is proved does not stand in the later list', () => {
    expect(Object.keys(laterIssue).filter((id) => cited.has(id))).toEqual([]);
  });

  test('the later list names cases that exist, each with a reason', () => {
    for (const [id, reason] of Object.entries(laterIssue)) {
      expect(HARD_CASES).toHaveProperty(id);
      expect(reason).toMatch(/^[A-Z].{20,}\.$/);
    }
  });
});
