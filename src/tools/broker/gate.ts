import type { CallError, CallStatus } from '../../protocol/events/call.ts';
import { recordJson } from '../../protocol/record-json.ts';
import type { BrokerOptions } from '../broker.ts';
import type { RegisteredTool } from '../registry.ts';
import type { SchemaVerdict } from '../schema/compiled-schema.ts';
import { AbortReasons } from './abort-reason.ts';
import {
  cancelled,
  fault,
  invalidArguments,
  journalFailed,
  misnamedArguments,
  tellIssues,
  timedOut,
  unknownTool,
} from './call-faults.ts';
import { CallRecorder } from './call-recorder.ts';
import type { CallOutcome, CallRequest, OpenCallInfo } from './call-request.ts';
import { Deadlines } from './deadlines.ts';
import { allowEveryCall } from './decide.ts';
import { describeThrown } from './describe-thrown.ts';
import { goOn } from './maybe-promise.ts';
import { OpenCall } from './open-call.ts';
import { argumentText, readArguments, recordArguments } from './read-arguments.ts';
import { writeResult } from './write-result.ts';
