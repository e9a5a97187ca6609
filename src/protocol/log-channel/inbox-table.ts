import type { InboxMessage } from './inbox-line.ts';
import type { InboxParts } from './inbox-text.ts';

/** One kind of inbox line: how it is written, read and told to agents. */
export interface InboxRow<Message extends InboxMessage> {
  keyword: string;
  /** The form of its lines, as the text for agents shows it. */
  form: string;
  /** A line, as the documentation shows it. */
  example: string;
  /** What it means to the agent. */
  prose: string;
  fields(message: Message): Readonly<Record<string, string | undefined>>;
  text(message: Message): string | undefined;
  /** Undefined when a field that the kind needs is missing or wrong. */
  read(parts: InboxParts): Message | undefined;
}

/** The kinds of inbox lines, in the order in which agents are told of them. */
export const INBOX_KINDS: {
  readonly [Type in InboxMessage['type']]: InboxRow<Extract<InboxMessage, { type: Type }>>;
} = {
  captured: {
    keyword: 'CAPTURED',
    form: 'CAPTURED path=PATH bytes=N sha256=HEX',
    example:
      'CAPTURED path=deliverables/summary.md bytes=412 sha256=0e5751c026e543b2e8ab2eb06099daa1d1e5df47778f7787faab45cdf12fe3a8',
    prose: 'a deliverable was taken over as it was; you may change or remove the file',
    fields: ({ path, size, sha256 }) => ({ path, bytes: String(size), sha256 }),
    text: () => undefined,
    read: ({ fields }) => {
      const path = fields.get('path');
      const bytes = fields.get('bytes') ?? '';
      const sha256 = fields.get('sha256') ?? '';
      if (path === undefined || !/^\d{1,15}$/.test(bytes) || !/^[0-9a-f]{64}$/.test(sha256)) {
        return undefined;
      }
      return { type: 'captured', path, size: Number(bytes), sha256 };
    },
  },
  refused: {
    keyword: 'REFUSED',
    form: 'REFUSED path=PATH: why',
    example: 'REFUSED path=notes.md: it is not below deliverables/; put the file there',
    prose: 'a deliverable was not taken, and why: mend that and announce it again',
    fields: ({ path }) => ({ path }),
    text: ({ reason }) => reason,
    read: ({ fields, text }) => {
      const path = fields.get('path');
      if (path === undefined || text === undefined) return undefined;
      return { type: 'refused', path, reason: text };
    },
  },
  hint: {
    keyword: 'HINT',
    form: 'HINT line=LINE: the right form',
    example:
      'HINT line="DONE - all well": Not read as DONE; write "DONE: summary" or "DONE", with the keyword in upper case at the start of the line.',
    prose: 'a line of yours was not understood: write it again in the right form',
    fields: ({ line }) => ({ line }),
    text: ({ hint }) => hint,
    read: ({ fields, text }) => {
      const line = fields.get('line');
      return line === undefined || text === undefined
        ? undefined
        : { type: 'hint', line, hint: text };
    },
  },
  asked: {
    keyword: 'ASKED',
    form: 'ASKED id=ID: your question',
    example: 'ASKED id=r1: which of the two databases is the current one?',
    prose: 'your request to a person has arrived; the reply will have this id',
    fields: ({ id }) => ({ id }),
    text: ({ question }) => question,
    read: ({ fields, text }) => {
      const id = fields.get('id');
      return id === undefined || text === undefined
        ? undefined
        : { type: 'asked', id, question: text };
    },
  },
  answer: {
    keyword: 'ANSWER',
    form: 'ANSWER id=ID by=WHO: text',
    example: 'ANSWER id=r1 by=anna: the one named prod\\nThe other is a copy.',
    prose: 'a person answered that request; `\\n` in the text is a line end, `\\\\` a backslash',
    fields: ({ id, by }) => ({ id, by }),
    text: ({ answer }) => answer,
    read: ({ fields, text }) => {
      const id = fields.get('id');
      if (id === undefined || text === undefined) return undefined;
      return { type: 'answer', id, ...signed(fields), answer: text };
    },
  },
  acknowledged: {
    keyword: 'ACKNOWLEDGED',
    form: 'ACKNOWLEDGED id=ID by=WHO',
    example: 'ACKNOWLEDGED id=r2 by=anna',
    prose: 'a person has dealt with that request and sends no answer',
    fields: ({ id, by }) => ({ id, by }),
    text: () => undefined,
    read: ({ fields }) => {
      const id = fields.get('id');
      return id === undefined ? undefined : { type: 'acknowledged', id, ...signed(fields) };
    },
  },
  cancel: {
    keyword: 'CANCEL',
    form: 'CANCEL: why',
    example: 'CANCEL: the person who started this needs it no more',
    prose: 'you are about to be stopped: save what is worth keeping and end',
    fields: () => ({}),
    text: ({ reason }) => reason,
    read: ({ text }) => ({ type: 'cancel', ...(text !== undefined && { reason: text }) }),
  },
  note: {
    keyword: 'NOTE',
    form: 'NOTE: text',
    example: 'NOTE: nothing was heard from you for ten minutes',
    prose: 'something to know',
    fields: () => ({}),
    text: ({ text }) => text,
    read: ({ text }) => (text === undefined ? undefined : { type: 'note', text }),
  },
};

function signed(fields: ReadonlyMap<string, string>): { by?: string } {
  const by = fields.get('by');
  return by === undefined ? {} : { by };
}
