import { HostError } from '../../host-error.ts';
import { BoundedText } from '../bounded-text.ts';
import { scriptText } from '../command-text.ts';
import type { Connection } from '../connection.ts';
import { execute } from '../execute.ts';
import { lastLine } from '../explain-failure.ts';

/** A script of ours about one file or folder over there. */
export interface ScriptRequest {
  script: string;
  /** Its `$1`, `$2` and so on. */
  words: readonly string[];
  /** What it is about, for errors. */
  path: string;
  /** Makes the input anew for each try; absent means an end of file. */
  input?: () => Uint8Array | AsyncIterable<Uint8Array>;
  /** Takes the output; absent means that it is kept and returned. */
  onOutput?: (piece: Buffer) => void | Promise<void>;
  onSent?: (bytes: number) => void;
  /** Called before each try after the first. */
  onAgain?: () => void;
  /** Whether it may be begun again when the connection broke. */
  repeatable: boolean;
  /** What its exit code and complaints mean where that is not for this file to know. */
  judge?: (exitCode: number, complaint: string) => HostError | undefined;
  signal?: AbortSignal | undefined;
}

/** What scripts exit with to tell what is wrong; far from what programs use. */
const EXIT = {
  missing: 91,
  notRegular: 92,
  tooLarge: 93,
  exists: 94,
  noHash: 95,
  isFolder: 96,
  noFolder: 97,
} as const;

const TRIES = 4;
// A transfer on a slow line still moves; what does not move for this long has no end.
const SILENCE_MS = 60_000;

/** Runs a script, again where that is safe; resolves with what it printed. */
export async function runScript(connection: Connection, request: ScriptRequest): Promise<string> {
  const { words, script, path, input, onOutput, onSent, signal } = request;
  for (let tries = 1; ; tries += 1) {
    const out = new BoundedText(1024 * 1024);
    const err = new BoundedText(64 * 1024);
    const ending = await execute(connection, {
      text: (mark) => scriptText(script, words, mark),
      input: input?.(),
      onOutput: onOutput ?? ((piece) => out.push(piece)),
      onErrorOutput: (piece) => err.push(piece),
      ...(onSent && { onSent }),
      silenceMs: SILENCE_MS,
      once: !request.repeatable,
      signal,
    });
    switch (ending.how) {
      case 'ended': {
        const code = Number(ending.word.split(' ')[1]);
        const own = Object.values<number>(EXIT).includes(code);
        const judge = own ? undefined : request.judge;
        const complaint = err.toString();
        const fault = judge ? judge(code, complaint) : scriptFault(code, path, complaint);
        if (fault) throw fault;
        return out.toString();
      }
      case 'aborted':
        throw new HostError('aborted', `Stopped at ${JSON.stringify(path)}`);
      case 'closed':
        throw connection.closed();
      case 'broken':
        if (request.repeatable && tries < TRIES) break;
        throw new HostError(
          'host_unreachable',
          `The connection broke at ${JSON.stringify(path)}${request.repeatable ? ` ${tries} times` : '; look what is there before doing it again'}`,
        );
      default:
        throw new HostError(
          'host_unreachable',
          `Nothing moved at ${JSON.stringify(path)} for ${SILENCE_MS / 1000} s`,
        );
    }
    request.onAgain?.();
  }
}

function scriptFault(code: number, path: string, stderr: string): HostError | undefined {
  if (code === 0) return undefined;
  const shown = JSON.stringify(path);
  const line = lastLine(stderr).slice(0, 500);
  switch (code) {
    case EXIT.missing:
      return new HostError('not_found', `There is no ${shown}`);
    case EXIT.notRegular:
      return new HostError('unsafe_path', `${shown} is no regular file`);
    case EXIT.tooLarge:
      return new HostError(
        'file_too_large',
        `${shown} is larger than is allowed; allow more bytes`,
      );
    case EXIT.exists:
      return new HostError('file_exists', `${shown} is there already`);
    case EXIT.isFolder:
      return new HostError('file_exists', `${shown} is a folder; name a file`);
    case EXIT.noFolder:
      return new HostError('folder_missing', `${shown} is no folder`);
    case EXIT.noHash:
      return new HostError(
        'program_missing',
        'The machine has no program that makes a SHA-256; install coreutils, openssl or perl there',
      );
  }
  if (/No space left|Disk quota exceeded|File too large/i.test(stderr)) {
    return new HostError('no_disk', `No room for ${shown}: ${line}; free some space there`);
  }
  if (/Permission denied|Operation not permitted|Read-only file system/i.test(stderr)) {
    return new HostError('no_permission', `No permission for ${shown}: ${line}`);
  }
  if (/No such file or directory|Not a directory|nonexistent/i.test(stderr)) {
    return new HostError('not_found', `No folder for ${shown}: ${line}; make it first`);
  }
  return new HostError('io_failed', `${shown}: ${line || `exit code ${code}`}`);
}
