import type * as z from 'zod/mini';

/** Says in one clause what is wrong with a field, with the value it has. */
export function describeFault(issue: z.core.$ZodRawIssue): string {
  if (issue.input === undefined) return 'is missing';
  switch (issue.code) {
    case 'invalid_type':
      return `must be ${withArticle(issue.expected)}, not ${show(issue.input)}`;
    case 'invalid_value':
      return `must be ${issue.values.map(show).join(' or ')}, not ${show(issue.input)}`;
    case 'too_small':
      if (issue.origin === 'string') return 'must not be empty';
      return `must be ${issue.inclusive ? 'at least' : 'more than'} ${issue.minimum}, not ${show(issue.input)}`;
    case 'too_big':
      if (typeof issue.input === 'string') {
        const most = issue.maximum.toLocaleString('en-US');
        return `must have at most ${most} characters, not ${issue.input.length}`;
      }
      return `must be at most ${issue.maximum}, not ${show(issue.input)}`;
    default:
      return `is not valid: ${show(issue.input)}`;
  }
}

function withArticle(expected: string): string {
  if (expected === 'int') return 'a whole number';
  return `${/^[aeiou]/.test(expected) ? 'an' : 'a'} ${expected}`;
}

/** A value as it is shown in an error: whole where it is short. */
export function show(value: unknown): string {
  if (value === null) return 'null';
  if (Array.isArray(value)) return 'an array';
  if (typeof value === 'object') return 'an object';
  if (typeof value !== 'string') return String(value);
  const text = JSON.stringify(value);
  return text.length > 60 ? `${text.slice(0, 60)}…"` : text;
}
