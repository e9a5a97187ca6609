/** How far the agent is, in per cent, words or both. */
export interface StatusLine {
  type: 'status';
  /** A whole number, 0 to 100. */
  percent?: number;
  message?: string;
}

/** A file that the agent hands over. */
export interface DeliverableLine {
  type: 'deliverable';
  /** As it was announced, not checked. */
  path: string;
}

/** The agent has finished. */
export interface DoneLine {
  type: 'done';
  summary?: string;
}

/** The agent cannot go on. */
export interface ErrorLine {
  type: 'error';
  message?: string;
}

/** A person should open a URL. */
export interface BrowserLine {
  type: 'browser';
  /** As it was written, not checked: offer it as a link only where `safeLink` allows it. */
  url: string;
}

/** A person is needed. */
export interface AttentionLine {
  type: 'attention';
  reason: string;
}

/** A message of the application. */
export interface DomainLine {
  type: 'domain';
  /** One token without white space. */
  keyword: string;
  /** What the JSON says. Integers beyond 2^53 are BigInt. */
  data: unknown;
  /** The JSON as it was written, for records that keep every digit of it. */
  json: string;
}

/** A line that says nothing by a keyword. */
export interface UnknownLine {
  type: 'unknown';
  /** Without the white space at its end. */
  line: string;
  /** What to write instead, in one sentence, where the line nearly was a keyword line. */
  hint?: string;
}

/** What one line of an agent's log says by a keyword. */
export type KeywordLine =
  | StatusLine
  | DeliverableLine
  | DoneLine
  | ErrorLine
  | BrowserLine
  | AttentionLine
  | DomainLine;

/** What one line of an agent's log says. */
export type LogLine = KeywordLine | UnknownLine;
