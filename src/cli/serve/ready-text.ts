import type { RunningServer } from '../../server/start-server.ts';
import { harmless } from '../tree/harmless.ts';
import type { FirstRun } from './first-run.ts';

export interface Ready {
  server: RunningServer;
  /** The data folder. */
  folder: string;
  run: FirstRun | undefined;
  /** One line of JSON instead of text for people. */
  json: boolean;
}

/** What a server says when it is ready: where it is, and where its first run is to be seen. */
export function readyText({ server, folder, run, json }: Ready): string {
  const { url, token } = server;
  if (json) {
    const first = run && { runId: run.runId, page: server.link(run.place) };
    return `${JSON.stringify({ url, ...(token !== undefined && { token }), ...first })}\n`;
  }
  const lines = [
    ['Dashboard', server.link()],
    ...(run === undefined ? [] : [[run.title, server.link(run.place)]]),
    ...(token === undefined ? [] : [['Token', token]]),
    ['Data', folder],
  ];
  const width = Math.max(...lines.map(([name = '']) => name.length));
  const told = lines.map(
    ([name = '', what = '']) => `  ${harmless(name.padEnd(width))}  ${harmless(what)}`,
  );
  return `Causeway serves. Ctrl-C ends it.\n${told.join('\n')}\n`;
}
