import type * as z from 'zod/mini';
import { describeFault } from '../../protocol/events/describe-fault.ts';
import { readJson } from '../../protocol/read-json.ts';
import { ProblemError } from './problem-error.ts';
import { readBody } from './read-body.ts';

/** Largest body of a request in bytes: more than any program that is read by people. */
const LARGEST_BODY = 1024 * 1024;

/**
 * Reads a request's JSON body, of 1 MiB at most unless `most` says otherwise, and checks it. No body
 * at all counts as `{}`.
 *
 * @throws ProblemError `unsupported_media_type`, `body_too_large`, `invalid_json`, `bad_request`.
 */
export async function readJsonBody<T>(
  request: Request,
  schema: z.ZodMiniType<T>,
  most: number = LARGEST_BODY,
): Promise<T> {
  const type = request.headers.get('content-type');
  if (type !== null && !isJson(type)) throw notJson(`not ${type.slice(0, 100)}`);
  const text = await readText(request, most);
  if (text === '') return check({}, schema);
  if (type === null) throw notJson('which this one does not say');
  let value: unknown;
  try {
    value = readJson(text);
  } catch (error) {
    throw new ProblemError('invalid_json', `The body is not JSON: ${(error as Error).message}`);
  }
  return check(value, schema);
}

/** Whether a media type is JSON in UTF-8. */
function isJson(type: string): boolean {
  return /^application\/json\s*(;\s*charset\s*=\s*"?utf-8"?\s*)?$/i.test(type.trim());
}

function notJson(fault: string): ProblemError {
  const message = `A body has the Content-Type application/json, ${fault}`;
  return new ProblemError('unsupported_media_type', message, {
    headers: { accept: 'application/json' },
  });
}

async function readText(request: Request, most: number): Promise<string> {
  const bytes = await readBody(request, most);
  try {
    return new TextDecoder('utf-8', { fatal: true }).decode(bytes);
  } catch {
    throw new ProblemError('invalid_json', 'The body is not UTF-8');
  }
}

/** Returns the value itself: what a schema makes of it can lack a key such as `__proto__`. */
function check<T>(value: unknown, schema: z.ZodMiniType<T>): T {
  const checked = schema.safeParse(value, { error: describeFault });
  if (checked.success) return value as T;
  const issue = checked.error.issues[0];
  const path = (issue?.path ?? []).map(String).join('.');
  const name = path === '' ? 'The body' : `The field ${path.slice(0, 200)}`;
  throw new ProblemError('bad_request', `${name} ${describe(issue)}`);
}

function describe(issue: z.core.$ZodIssue | undefined): string {
  if (issue?.code !== 'unrecognized_keys') return issue?.message ?? 'is not valid';
  return `has fields that nothing is done with: ${issue.keys.join(', ').slice(0, 200)}`;
}
