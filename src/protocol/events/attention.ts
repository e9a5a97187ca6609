import * as z from 'zod/mini';

/** An agent asks for a person. Stays open until somebody acknowledges or answers it. */
export interface AttentionRaised {
  type: 'attention.raised';
  /** Unique within the run; shared by attention and browser requests. */
  id: string;
  /** What the agent wants, in its own words. */
  reason: string;
}

/** A person has dealt with an attention or a browser request. */
export interface AttentionClosed {
  type: 'attention.closed';
  /** The id of the `attention.raised` or `browser.requested` it closes. */
  id: string;
  /** Who closed it. */
  by: string;
  /** What they answered; absent when they only acknowledged it. */
  answer?: string;
}

/** An agent wants a person to open a URL. */
export interface BrowserRequested {
  type: 'browser.requested';
  /** Unique within the run; shared by attention and browser requests. */
  id: string;
  /** As the agent gave it, not checked: offer it as a link only when it is http or https. */
  url: string;
}

export const attentionRaisedSchema: z.ZodMiniType<AttentionRaised> = z.looseObject({
  type: z.literal('attention.raised'),
  id: z.string().check(z.minLength(1)),
  reason: z.string(),
}) as z.ZodMiniType<AttentionRaised>;

export const attentionClosedSchema: z.ZodMiniType<AttentionClosed> = z.looseObject({
  type: z.literal('attention.closed'),
  id: z.string().check(z.minLength(1)),
  by: z.string(),
  answer: z.optional(z.string()),
}) as z.ZodMiniType<AttentionClosed>;

export const browserRequestedSchema: z.ZodMiniType<BrowserRequested> = z.looseObject({
  type: z.literal('browser.requested'),
  id: z.string().check(z.minLength(1)),
  url: z.string(),
}) as z.ZodMiniType<BrowserRequested>;
