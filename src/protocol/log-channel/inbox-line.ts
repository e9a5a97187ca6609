/** A file that was announced is in the host's hands, as it was then. */
export interface InboxCaptured {
  type: 'captured';
  /** As it was announced. */
  path: string;
  /** In bytes. */
  size: number;
  /** 64 lower-case hexadecimal digits. */
  sha256: string;
}

/** A file that was announced was not taken. */
export interface InboxRefused {
  type: 'refused';
  path: string;
  /** Why, and what to do instead. */
  reason: string;
}

/** A line of the log nearly was a keyword line. */
export interface InboxHint {
  type: 'hint';
  /** The line, or its beginning. */
  line: string;
  hint: string;
}

/** A request to a person has arrived; what comes of it will carry the same id. */
export interface InboxAsked {
  type: 'asked';
  id: string;
  /** The reason or the URL, as the agent wrote it. */
  question: string;
}

/** A person answered. */
export interface InboxAnswer {
  type: 'answer';
  id: string;
  /** Who answered. */
  by?: string;
  answer: string;
}

/** A person has seen the request, and did what it says or will; there is no answer to wait for. */
export interface InboxAcknowledged {
  type: 'acknowledged';
  id: string;
  by?: string;
}

/** The run is being ended: stop soon. */
export interface InboxCancel {
  type: 'cancel';
  reason?: string;
}

/** Anything else the agent should know. */
export interface InboxNote {
  type: 'note';
  text: string;
}

/** A line that this version does not know. */
export interface InboxUnknown {
  type: 'unknown';
  line: string;
}

/** What a driver tells an agent in one line of its inbox. */
export type InboxMessage =
  | InboxCaptured
  | InboxRefused
  | InboxHint
  | InboxAsked
  | InboxAnswer
  | InboxAcknowledged
  | InboxCancel
  | InboxNote;

/** What one line of an inbox says. */
export type InboxLine = InboxMessage | InboxUnknown;
