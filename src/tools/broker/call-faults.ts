import type { ErrorCode } from '../../protocol/error-codes.ts';
import type { Applied, CallError } from '../../protocol/events/call.ts';
import { nearestName } from '../nearest-name.ts';
import type { RegisteredTool, ToolRegistry } from '../registry.ts';
import type { SchemaIssue } from '../schema/compiled-schema.ts';

const MAX_NAMES = 50;
const MAX_ISSUES = 5;

/** Makes the error of a call; `code` also says which Python exception fits (docs/tools.md). */
export function fault(code: ErrorCode, name: string, message: string): CallError {
  return { name, message, code };
}

/** A tool that is not offered, with those that are. */
export function unknownTool(given: unknown, registry: ToolRegistry): CallError {
  const shown = typeof given === 'string' ? brief(given) : String(typeof given);
  const names = registry.tools.map((entry) => entry.pythonName);
  const nearest = typeof given === 'string' ? nearestName(given, names) : undefined;
  const more = names.length > MAX_NAMES ? ` and ${names.length - MAX_NAMES} more` : '';
  const offered =
    names.length === 0
      ? 'no tools are offered'
      : `the tools are ${names.slice(0, MAX_NAMES).join(', ')}${more}`;
  const hint = nearest === undefined ? '' : `; did you mean ${nearest}?`;
  return fault('unknown_tool', 'UnknownToolError', `No tool is named ${shown}; ${offered}${hint}`);
}

/** Arguments that are missing or not known, before their values are looked at. */
export function misnamedArguments(
  entry: RegisteredTool,
  args: Readonly<Record<string, unknown>>,
): CallError | undefined {
  const { list, others } = entry.parameters;
  for (const { name, required } of list) {
    if (required && !Object.hasOwn(args, name)) {
      return invalidArguments(entry, `is missing the argument ${brief(name)}`);
    }
  }
  if (others !== false) return undefined;
  for (const given of Object.keys(args)) {
    if (list.some(({ name }) => name === given)) continue;
    const names = list.map(({ name }) => name);
    const nearest = nearestName(given, names);
    const hint = nearest === undefined ? '' : ` (did you mean ${brief(nearest)}?)`;
    return invalidArguments(entry, `has no argument ${brief(given)}${hint}`);
  }
  return undefined;
}

/** Arguments that cannot be taken; the message shows the signature. */
export function invalidArguments(entry: RegisteredTool, what: string): CallError {
  const { name, signature } = entry.signature;
  return fault('invalid_arguments', 'TypeError', `${name}() ${what}; call it as ${signature}`);
}

/** Says in one line what does not fit a schema. */
export function tellIssues(issues: readonly SchemaIssue[], whole: string): string {
  const told = issues.slice(0, MAX_ISSUES).map(({ path, message }) => {
    return `${path === '' ? whole : path}: ${message.replaceAll(/\s+/g, ' ').slice(0, 500)}`;
  });
  const more = issues.length > MAX_ISSUES ? `, and ${issues.length - MAX_ISSUES} more` : '';
  return `${[...new Set(told)].join(', ')}${more}`;
}

function brief(text: string): string {
  return `'${text.length > 80 ? `${text.slice(0, 80)}…` : text}'`;
}

/** What an abort's reason says, in words. */
export function reasonText(reason: unknown): string {
  if (typeof reason === 'string') return reason;
  return reason instanceof Error ? reason.message : 'it was asked for';
}

export function cancelled(tool: string, reason: string): CallError {
  return fault('call_cancelled', 'CancelledError', `Tool ${tool} was cancelled: ${reason}`);
}

export function timedOut(tool: string, limitMs: number, applied: Applied): CallError {
  const told = `Tool ${tool} did not answer within ${limitMs} ms (limit callMs)`;
  const effect = applied === 'unknown' ? '; whether it had its effect is not known' : '';
  return fault('call_timed_out', 'TimeoutError', `${told}${effect}`);
}

export function journalFailed(cause: unknown): CallError {
  const told = cause instanceof Error ? cause.message : String(cause);
  const message = `The call could not be recorded: ${told}`;
  return fault('journal_failed', 'JournalError', message);
}
