import type { OpenRequest, RunSummary } from '../protocol/api/run-summary.ts';
import type { Approval, AttentionRequest, Timeline } from './timeline.ts';

/** Most open requests that a summary lists. */
const MOST_OPEN = 100;

/** Longest text of a summary, in UTF-16 units. */
const LONGEST_TEXT = 500;

/** Longest name or tag in a summary, in UTF-16 units. */
const LONGEST_NAME = 200;

/** Most tags in a summary. */
const MOST_TAGS = 50;

/**
 * What a list of runs shows of one. What it costs does not grow with the run. Texts are cut at 500
 * UTF-16 units, names and tags at 200; of the tags the first 50 are there. Ids are never cut.
 */
export function summarise(timeline: Timeline): RunSummary {
  const { run } = timeline;
  const summary: RunSummary = {
    runId: timeline.runId ?? '',
    kind: run.kind ?? 'external',
    title: cut(run.title ?? '', LONGEST_TEXT),
    state: run.state === 'pending' ? 'running' : run.state,
    startedAt: run.startedAt ?? timeline.lastAt ?? 0,
    lastSeq: timeline.lastSeq,
    lastAt: timeline.lastAt ?? 0,
    calls: { ...timeline.counts },
    applied: { ...timeline.applied },
    tools: timeline.tools.map((tool) => cut(tool, LONGEST_NAME)),
    files: timeline.captured,
    open: run.endedAt === undefined ? openRequests(timeline) : [],
  };
  if (run.endedAt !== undefined) summary.endedAt = run.endedAt;
  if (run.parent !== undefined) summary.parent = run.parent;
  if (run.source !== undefined) summary.language = cut(run.source.language, LONGEST_NAME);
  if (run.host !== undefined) summary.host = cut(run.host, LONGEST_NAME);
  if (run.tags !== undefined) summary.tags = cutTags(run.tags);
  if (run.percent !== undefined) summary.percent = run.percent;
  if (run.message !== undefined) summary.message = cut(run.message, LONGEST_TEXT);
  if (run.summary !== undefined) summary.summary = cut(run.summary, LONGEST_TEXT);
  if (run.error !== undefined) {
    const { name, message } = run.error;
    summary.error = { name: cut(name, LONGEST_NAME), message: cut(message, LONGEST_TEXT) };
  }
  return summary;
}

/** Both lists are in the order of their times, so the oldest of either are enough. */
function openRequests(timeline: Timeline): OpenRequest[] {
  return [
    ...firstOf(timeline.openAttention, describeAttention),
    ...firstOf(timeline.openApprovals, (approval) => describeApproval(timeline, approval)),
  ]
    .sort((a, b) => a.raisedAt - b.raisedAt)
    .slice(0, MOST_OPEN);
}

function firstOf<T>(requests: Iterable<T>, describe: (request: T) => OpenRequest): OpenRequest[] {
  const first: OpenRequest[] = [];
  for (const request of requests) {
    if (first.length === MOST_OPEN) break;
    first.push(describe(request));
  }
  return first;
}

function describeAttention(request: AttentionRequest): OpenRequest {
  return {
    id: request.id,
    kind: request.kind ?? 'attention',
    text: cut(request.reason ?? request.url ?? '', LONGEST_TEXT),
    raisedAt: request.raisedAt ?? 0,
  };
}

function describeApproval(timeline: Timeline, { id, callId, askedAt }: Approval): OpenRequest {
  const tool = callId === undefined ? undefined : timeline.callsById.get(callId)?.tool;
  return {
    id,
    kind: 'approval',
    text: cut(tool ?? '', LONGEST_TEXT),
    raisedAt: askedAt ?? 0,
    ...(callId !== undefined && { callId }),
  };
}

function cutTags(tags: Record<string, string>): Record<string, string> {
  const kept = Object.entries(tags).slice(0, MOST_TAGS);
  return Object.fromEntries(
    kept.map(([key, value]) => [cut(key, LONGEST_NAME), cut(value, LONGEST_NAME)]),
  );
}

/** Cuts a text, never inside a pair of surrogates. */
function cut(text: string, most: number): string {
  if (text.length <= most) return text;
  const end = /[\uD800-\uDBFF]/.test(text.charAt(most - 1)) ? most - 1 : most;
  return text.slice(0, end);
}
