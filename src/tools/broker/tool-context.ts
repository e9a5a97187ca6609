import { emitterEnvironment } from '../../protocol/call-events/emitter-environment.ts';
import type { BrokerOptions } from '../broker.ts';
import type { ToolContext, ToolProgress } from '../tool.ts';
import type { OpenCall } from './open-call.ts';
import { progressEvent } from './progress-event.ts';

/** Makes what a tool is told about the call it serves. */
export function toolContext(
  call: OpenCall,
  { runId, emitterUrl }: Pick<BrokerOptions, 'runId' | 'emitterUrl'>,
): ToolContext {
  const { callId } = call.request;
  return {
    get signal() {
      return call.signal;
    },
    callId,
    runId,
    progress: (progress: ToolProgress) => {
      const event = call.settled ? undefined : progressEvent(callId, progress);
      if (event) call.recorder.progress(event);
    },
    emitterEnv: () => {
      const url = emitterUrl?.(callId);
      return url ? emitterEnvironment(url) : {};
    },
  };
}
