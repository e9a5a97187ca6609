import * as z from 'zod/mini';

/**
 * Which of the program's streams a piece of output was written to. `log`: the lines of an agent's
 * log that are no keyword lines.
 */
export type OutputStream = 'stdout' | 'stderr' | 'log';

/** The program wrote to a stream. Pieces keep their order; a piece need not be a whole line. */
export interface OutputWritten {
  type: 'output.written';
  stream: OutputStream;
  /** Text as it was written, line ends and control characters included. */
  text: string;
}

export const outputWrittenSchema: z.ZodMiniType<OutputWritten> = z.looseObject({
  type: z.literal('output.written'),
  stream: z.enum(['stdout', 'stderr', 'log']),
  text: z.string(),
}) as z.ZodMiniType<OutputWritten>;
