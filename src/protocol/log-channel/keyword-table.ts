import { readDomain, writeDomain } from './domain-body.ts';
import type { KeywordRow } from './keyword-row.ts';
import type { KeywordLine, StatusLine } from './log-line.ts';
import { asBody, hasLineEnd } from './one-line.ts';
import { readStatus } from './status-body.ts';

/** The keywords by the type of the line they make, in the order in which agents are told of them. */
export const KEYWORDS: {
  readonly [Type in KeywordLine['type']]: KeywordRow<Extract<KeywordLine, { type: Type }>>;
} = {
  status: {
    keyword: 'STATUS',
    standsAlone: false,
    forms: ['STATUS: 40% message', 'STATUS: message'],
    example: 'STATUS: 40% reading the tests',
    say: "status 40 'reading the tests'",
    prose: 'how far you are: a per cent from 0 to 100 if you can tell, then a few words',
    read: readStatus,
    write: writeStatus,
  },
  deliverable: {
    keyword: 'DELIVERABLE',
    standsAlone: false,
    forms: ['DELIVERABLE: path'],
    example: 'DELIVERABLE: deliverables/summary.md',
    say: 'deliver deliverables/summary.md',
    prose: 'a file that you hand over',
    mistakenFor: ['DELIVERABLES'],
    read: (body) => taken(body) && { type: 'deliverable', path: body },
    write: ({ path }) => asBody('path', path),
  },
  done: {
    keyword: 'DONE',
    standsAlone: true,
    forms: ['DONE: summary', 'DONE'],
    example: 'DONE: summary.md describes all four packages',
    say: "done 'summary.md describes all four packages'",
    prose: 'you have finished; it ends the session, so write it last',
    read: (body) => {
      if (hasLineEnd(body)) return undefined;
      return { type: 'done', ...(body !== '' && { summary: body }) };
    },
    write: ({ summary }) => (summary === undefined ? undefined : asBody('summary', summary)),
  },
  error: {
    keyword: 'ERROR',
    standsAlone: true,
    forms: ['ERROR: message', 'ERROR'],
    example: 'ERROR: the repository cannot be cloned',
    say: "error 'the repository cannot be cloned'",
    prose: 'you cannot go on; it ends the session as failed, so write it last',
    read: (body) => {
      if (hasLineEnd(body)) return undefined;
      return { type: 'error', ...(body !== '' && { message: body }) };
    },
    write: ({ message }) => (message === undefined ? undefined : asBody('message', message)),
  },
  browser: {
    keyword: 'BROWSER',
    standsAlone: false,
    forms: ['BROWSER: url'],
    example: 'BROWSER: https://example.com/login',
    say: 'browser https://example.com/login',
    prose: 'a person should open this address, for instance to sign in',
    read: (body) => taken(body) && { type: 'browser', url: body },
    write: ({ url }) => asBody('url', url),
  },
  attention: {
    keyword: 'ATTENTION',
    standsAlone: false,
    forms: ['ATTENTION: what you need'],
    example: 'ATTENTION: which of the two databases is the current one?',
    say: "ask 'which of the two databases is the current one?'",
    prose: 'you need a person: ask one clear question, or say what you wait for',
    read: (body) => taken(body) && { type: 'attention', reason: body },
    write: ({ reason }) => asBody('reason', reason),
  },
  domain: {
    keyword: 'DOMAIN_MESSAGE',
    standsAlone: false,
    forms: ['DOMAIN_MESSAGE: keyword JSON'],
    example: 'DOMAIN_MESSAGE: build-finished {"artifact":"app.zip"}',
    say: `domain build-finished '{"artifact":"app.zip"}'`,
    prose: 'a message for the application: one word that names it, then JSON on the same line',
    mistakenFor: ['DOMAIN MESSAGE', 'DOMAIN-MESSAGE', 'DOMAINMESSAGE'],
    read: readDomain,
    write: ({ keyword, data }) => writeDomain(keyword, data),
  },
};

function taken(body: string): true | undefined {
  return body !== '' && !hasLineEnd(body) ? true : undefined;
}

function writeStatus({ percent, message }: StatusLine): string {
  if (percent !== undefined && !(Number.isInteger(percent) && percent >= 0 && percent <= 100)) {
    throw new RangeError(`The percent ${percent} must be a whole number from 0 to 100`);
  }
  if (
    message !== undefined &&
    percent === undefined &&
    readStatus(message)?.percent !== undefined
  ) {
    throw new RangeError(
      `The message ${JSON.stringify(message)} reads as a per cent; give it as one`,
    );
  }
  const words = message === undefined ? [] : [asBody('message', message)];
  return [...(percent === undefined ? [] : [`${percent}%`]), ...words].join(' ');
}
