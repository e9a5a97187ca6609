import type { EventHeader } from './header.ts';

/**
 * The name of an event type that this version does not know: at run time any other string. It is
 * declared as a member of an enumeration that has no values, because the compiler tells the events
 * apart by their type only while every type is a unit: a plain or a branded string would end that.
 */
declare enum UnknownType {
  Any = 'any type this version does not know',
}

export type UnknownEventType = UnknownType;

/** What an event of an unknown type says. Every field is kept. */
export interface UnknownEventBody {
  type: UnknownEventType;
  [field: string]: unknown;
}

/** An event written by somebody who knows more types than this version: kept as it is. */
export type UnknownEvent = EventHeader & UnknownEventBody;
