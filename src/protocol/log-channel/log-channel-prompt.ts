import { DELIVERABLES_FOLDER } from './deliverable-path.ts';
import type { InboxMessage } from './inbox-line.ts';
import { INBOX_KINDS } from './inbox-table.ts';
import { KEYWORDS } from './keyword-table.ts';
import type { KeywordLine } from './log-line.ts';
import { shellWord } from './shell-word.ts';

/** Size of a log line, its line end included, that shells append in one piece. */
export const LOG_LINE_BYTES = 4096;

/** The command's place in the workdir, for shells that set a PATH of their own, as login shells do. */
export const SAY_PATH = './.causeway/bin/causeway-say';

/** The keyword lines, in the order in which agents are told of them. */
export type LogKeyword = KeywordLine['type'];

/** What the text for an agent offers. */
export interface LogChannelPromptOptions {
  /** The lines that are offered; the text says nothing of others. Default: all. */
  keywords?: readonly LogKeyword[];
  /** Relative to the workdir. Default `./optio.log`. */
  logFile?: string;
  /** Relative to the workdir. Default `./inbox.log`; false where there is none. */
  inboxFile?: string | false;
  /** Whether the command `causeway-say` is on the agent's PATH. Default true. */
  say?: boolean;
}

/**
 * The text that teaches an agent to report by its log and to read its inbox, as Markdown, for its
 * instructions.
 *
 * @throws RangeError when no keyword is offered.
 */
export function logChannelPrompt(options: LogChannelPromptOptions = {}): string {
  const offered = (Object.keys(KEYWORDS) as LogKeyword[]).filter(
    (type) => options.keywords?.includes(type) ?? true,
  );
  if (offered.length === 0) throw new RangeError('Offer at least one keyword');
  const files: Files = {
    log: pathWord(options.logFile ?? './optio.log'),
    inbox: options.inboxFile === false ? undefined : pathWord(options.inboxFile ?? './inbox.log'),
  };
  const sections = [
    logSection(offered, files),
    offered.includes('deliverable') ? deliverablesSection() : [],
    (options.say ?? true) ? saySection(offered) : [],
    files.inbox === undefined ? [] : inboxSection(offered, files.inbox),
  ];
  return `${sections
    .filter((lines) => lines.length > 0)
    .map((lines) => lines.join('\n'))
    .join('\n\n')}\n`;
}

interface Files {
  log: string;
  inbox: string | undefined;
}

function logSection(offered: readonly LogKeyword[], { log }: Files): string[] {
  const first = KEYWORDS[offered[0] ?? 'status'];
  const last = offered.filter((type) => type === 'done' || type === 'error');
  const ending = last.map((type) => `\`${KEYWORDS[type].keyword}\``).join(' or ');
  return [
    '## Log channel',
    '',
    `Report what you do by appending lines to \`${log}\` in your working directory, one \`echo\` a line:`,
    '',
    '```sh',
    `echo '${first.example}' >> ${log}`,
    '```',
    '',
    'These lines are understood; the words in them are examples:',
    '',
    ...offered.map((type) => `- \`${KEYWORDS[type].example}\`: ${KEYWORDS[type].prose}.`),
    '',
    'Rules:',
    '',
    '- The keyword stands at the very start of the line, in capitals, written as above.',
    `- One entry is one line of plain text, at most ${LOG_LINE_BYTES / 1024} KB long, that ends in a newline, as \`echo\` writes it. A line without its newline is not read.`,
    "- Put the line between single quotes, without an apostrophe or a backslash in it and without command substitution: `echo 'LINE'` and nothing more.",
    `- Only append with \`>>\`. Never overwrite, edit, move or delete \`${log}\`.`,
    ...(ending === '' ? [] : [`- Write nothing after ${ending}.`]),
  ];
}

function deliverablesSection(): string[] {
  return [
    '## Deliverables',
    '',
    `Put files to hand over below \`./${DELIVERABLES_FOLDER}/\`: ordinary files, no links. Announce each one after it is completely written and closed, by its path relative to your working directory. It is taken as it is at that moment; announce it again when you have changed it.`,
  ];
}

function saySection(offered: readonly LogKeyword[]): string[] {
  return [
    '## The command causeway-say',
    '',
    `It appends such a line for you, whatever quotes and line ends the text has. Where a shell does not find it, write \`${SAY_PATH}\`.`,
    '',
    '```sh',
    ...offered.map((type) => `causeway-say ${KEYWORDS[type].say}`),
    '```',
  ];
}

function inboxSection(offered: readonly LogKeyword[], inbox: string): string[] {
  const asks = offered.includes('attention') || offered.includes('browser');
  const kinds = (Object.keys(INBOX_KINDS) as InboxMessage['type'][]).filter((type) => {
    if (type === 'captured' || type === 'refused') return offered.includes('deliverable');
    if (type === 'asked' || type === 'answer' || type === 'acknowledged') return asks;
    return true;
  });
  return [
    '## Inbox',
    '',
    `What is said to you is appended to \`${inbox}\`, one line each; read it with \`cat ${inbox}\` and never write to it.`,
    '',
    ...kinds.map((type) => `- \`${INBOX_KINDS[type].form}\`: ${INBOX_KINDS[type].prose}.`),
    ...(asks
      ? [
          '',
          `After you asked for a person, go on with what you can do. When you can only wait, look again now and then: \`sleep 10; cat ${inbox}\`.`,
        ]
      : []),
  ];
}

/** The path as a word of a shell that stands in a line. */
function pathWord(path: string): string {
  if (path.includes('\n')) throw new RangeError(`The path ${JSON.stringify(path)} has a line end`);
  return shellWord(path);
}

/** The text for an agent to which everything is offered, under the usual names. */
export const LOG_CHANNEL_PROMPT: string = logChannelPrompt();
