import type { BashOptions } from 'just-bash';
import { PIPE_BYTES, SHELL_FILE_BYTES } from '../messages.ts';

const NONE = Number.MAX_SAFE_INTEGER;

/**
 * What is left of the library's own limits. Time ends by the run's wall clock, memory by the process's
 * bound; counts of steps would end long loops that are within both. What is kept bounds single values,
 * so that an honest mistake is an error and not the end of the process.
 */
export const EXECUTION_LIMITS: NonNullable<BashOptions['executionLimits']> = {
  maxStringLength: PIPE_BYTES,
  maxHeredocSize: PIPE_BYTES,
  maxSourceBytes: PIPE_BYTES,
  maxArchiveEntryBytes: SHELL_FILE_BYTES,
  // Deeper ones would exhaust the stack.
  maxCallDepth: 500,
  maxArrayElements: 5_000_000,
  maxSourceDepth: 100,
  maxExecDepth: 64,
  maxSubstitutionDepth: 50,
  // Within a timer's range, and longer than any session.
  maxExecutionTimeMs: 2 ** 31 - 1,
  // Longer than it takes to interrupt Python, whose end is waited for.
  maxExtensionCleanupTimeMs: 1500,
  maxCommandCount: NONE,
  maxLoopIterations: NONE,
  maxAwkIterations: NONE,
  maxSedIterations: NONE,
  maxJqIterations: NONE,
  maxWorkUnits: NONE,
  maxTraversalEntries: NONE,
  maxTraversalWork: NONE,
  maxGlobOperations: NONE,
  maxBraceExpansionResults: NONE,
  maxLiveBytes: NONE,
  maxInputBytes: NONE,
  maxOutputSize: NONE,
};
