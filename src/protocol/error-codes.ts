/** Every error code Causeway gives out. Codes are stable; messages may change. */
export type ErrorCode =
  | 'arguments_too_large'
  | 'call_cancelled'
  | 'call_timed_out'
  | 'calls_exceeded'
  | 'calls_in_flight_exceeded'
  | 'duplicate_call'
  | 'internal_error'
  | 'invalid_arguments'
  | 'invalid_json'
  | 'invalid_schema'
  | 'invalid_tool'
  | 'journal_failed'
  | 'module_load_failed'
  | 'module_not_found'
  | 'module_without_tools'
  | 'result_invalid'
  | 'result_too_large'
  | 'result_unencodable'
  | 'run_closed'
  | 'tool_name_collision'
  | 'unencodable_value'
  | 'unknown_tool'
  | 'unsupported_language'
  | 'value_too_large';

/** What each code means, in one sentence. */
export const ERROR_CODES: Readonly<Record<ErrorCode, string>> = {
  arguments_too_large: 'The arguments of a call are larger than the limit `argumentBytes`.',
  call_cancelled: 'The call was cancelled; whether the tool had its effect is not known.',
  call_timed_out: 'The tool did not answer within the limit `callMs`.',
  calls_exceeded: 'The run has made all the calls that the limit `calls` allows.',
  calls_in_flight_exceeded: 'More calls are under way than the limit `callsInFlight` allows.',
  duplicate_call: 'A call id was used twice in one run.',
  internal_error: 'Causeway itself failed; please report it.',
  invalid_arguments: 'The arguments of a call do not fit the input schema of the tool.',
  invalid_json: 'A text is not JSON, or is nested too deeply.',
  invalid_schema: 'A schema of a tool is no schema.',
  invalid_tool: 'The definition of a tool is not complete.',
  journal_failed: 'An event could not be recorded, so the call was not made or not answered.',
  module_load_failed: 'A tools module failed while it was loaded.',
  module_not_found: 'The file of a tools module is not there or cannot be read.',
  module_without_tools: 'A tools module exports no tools.',
  result_invalid: 'What the tool returned does not fit its output schema.',
  result_too_large: 'What the tool returned is larger than the limit `resultBytes`.',
  result_unencodable: 'What the tool returned is not a value that JSON can carry.',
  run_closed: 'The run is over or being ended; it makes no more calls.',
  tool_name_collision: 'Two tools have the same name, as written or as mapped to Python.',
  unencodable_value: 'A value is not one that JSON can carry.',
  unknown_tool: 'The tool is not one of those offered.',
  unsupported_language: 'Tools cannot be described in that language.',
  value_too_large: 'The JSON text of a value is larger than allowed.',
};

/** A failure of Causeway. The message says what happened, with the value, and what to do next. */
export class CausewayError extends Error {
  /** Stable code; `ERROR_CODES` says what it means. */
  readonly code: ErrorCode;

  constructor(code: ErrorCode, message: string, options: ErrorOptions = {}) {
    super(message, options);
    this.name = 'CausewayError';
    this.code = code;
  }
}
