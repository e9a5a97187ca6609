import { blobId } from '../../journal/blob-id.ts';
import type { FollowOptions } from '../../journal/journal.ts';
import {
  type AppendEvents,
  blobKeptSchema,
  eventsAppendedSchema,
  LARGEST_AGENT_BLOB,
} from '../../protocol/api/agent-run-requests.ts';
import { runStartedAnswerSchema } from '../../protocol/api/run-answers.ts';
import type { RunEvent } from '../../protocol/events/event.ts';
import type { AgentJournal } from '../../runs/agent-journal.ts';
import type { ApiClient } from '../api/api-client.ts';
import { CommandError } from '../command-error.ts';
import { FAILURE_EXIT_CODE } from '../exit-codes.ts';
import { followEvents } from '../runs/follow-events.ts';
import { readEvents } from '../runs/read-events.ts';
import type { ServerLink } from './server-link.ts';

/** The journal of whatever server keeps the runs at the time: what is asked is asked until it is done. */
export function serverJournal(link: ServerLink): AgentJournal {
  /** Path and query of the event URLs, which are good at every server of the same folder. */
  const eventPaths = new Map<string, string>();
  return {
    async open(run) {
      const body = { kind: 'agent', ...run };
      const { url } = await link.ask((api) => api.post('/api/runs', body, runStartedAnswerSchema));
      if (url === undefined) return;
      const { pathname, search } = new URL(url);
      eventPaths.set(run.runId, `${pathname}${search}`);
    },
    async append(runId, afterSeq, bodies) {
      const body: AppendEvents = { afterSeq, events: [...bodies] };
      const path = `${pathOf(runId)}/events`;
      const { lastSeq } = await link.ask((api) => api.post(path, body, eventsAppendedSchema));
      return lastSeq;
    },
    async putBlob(runId, content) {
      if (content.byteLength > LARGEST_AGENT_BLOB) {
        const message = `A file of ${content.byteLength} bytes is larger than the ${LARGEST_AGENT_BLOB} that are kept`;
        throw new CommandError(message, { exitCode: FAILURE_EXIT_CODE });
      }
      const path = `${pathOf(runId)}/blobs/${blobId(content)}`;
      const { ref } = await link.ask((api) => api.put(path, content, blobKeptSchema));
      return ref;
    },
    async read(runId) {
      return await link.ask(async (api) => {
        const events: RunEvent[] = [];
        for await (const event of readEvents(api, runId)) events.push(event);
        return events;
      });
    },
    follow: (runId, options) => follow(link, runId, options),
    getBlob: (ref) => link.ask((api) => api.bytes(`/api/blobs/${encodeURIComponent(ref)}`)),
    // Of a run that another driver opened the token is not known; the agent has it.
    eventUrl: async (runId) => `${(await link.api()).url}${eventPaths.get(runId) ?? '/events'}`,
  };
}

async function* follow(
  link: ServerLink,
  runId: string,
  { fromSeq = 1, signal = new AbortController().signal }: FollowOptions,
): AsyncGenerator<RunEvent> {
  const connect = (): Promise<ApiClient> => link.find();
  const onLoss = (): void => undefined;
  try {
    yield* followEvents({ connect, runId, after: fromSeq - 1, signal, onLoss });
  } catch (fault) {
    if (!signal.aborted) throw fault;
  }
}

function pathOf(runId: string): string {
  return `/api/runs/${encodeURIComponent(runId)}`;
}
