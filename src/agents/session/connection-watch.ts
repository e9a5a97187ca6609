import type { Host } from '../../hosts/host.ts';
import type { EventSink } from './event-sink.ts';

export interface ConnectionWatchParts {
  host: Host;
  sink: EventSink;
  lostAfterMs: number;
  onLost: (reason: string) => void;
}

/** Records breaks of the connection to the host, and tells when one has lasted too long. */
export function watchConnection({
  host,
  sink,
  lostAfterMs,
  onLost,
}: ConnectionWatchParts): () => void {
  let timer: NodeJS.Timeout | undefined;
  const stop = host.onConnection((change) => {
    if (change.state === 'connected') {
      clearTimeout(timer);
      timer = undefined;
      void sink.add([{ type: 'host.connected', host: host.name, helper: change.helper }]);
      return;
    }
    void sink.add([{ type: 'host.disconnected', host: host.name, reason: change.reason }]);
    timer ??= setTimeout(() => {
      const long = Math.round(lostAfterMs / 1000);
      onLost(
        `${host.name} was out of reach for ${long} s (${change.reason}); the agent may still run there.`,
      );
    }, lostAfterMs);
  });
  return () => {
    clearTimeout(timer);
    stop();
  };
}
