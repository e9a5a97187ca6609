import * as z from 'zod/mini';
import { type RecordedValue, recordedValueSchema } from '../recorded-value.ts';

/** A message whose meaning only the application knows. */
export interface DomainSent {
  type: 'domain.sent';
  /** One token that names the kind of message. */
  keyword: string;
  data: RecordedValue;
}

export const domainSentSchema: z.ZodMiniType<DomainSent> = z.looseObject({
  type: z.literal('domain.sent'),
  keyword: z.string().check(z.minLength(1)),
  data: recordedValueSchema,
}) as z.ZodMiniType<DomainSent>;
