import type { FrameSource } from './frame-source.ts';

export interface StreamOptions {
  /** A comment is sent when there was nothing else for this long, in milliseconds. */
  heartbeatMs: number;
  /** Headers beside those of every stream. */
  headers?: Record<string, string>;
  /** Is told when the source fails; the stream then closes, and its viewer comes again. */
  onFault: (error: unknown) => void;
}

/**
 * Answers with server-sent events. A frame is made only when the connection has taken the one
 * before: a slow viewer holds one frame here, however much happens.
 */
export function answerStream(open: () => FrameSource, options: StreamOptions): Response {
  const encoder = new TextEncoder();
  let source: FrameSource | undefined;
  let asked: Promise<string | undefined> | undefined;
  let isLeft = false;
  const body = new ReadableStream<Uint8Array>(
    {
      async pull(controller) {
        if (source === undefined) {
          source = open();
          // Clients see at once that they are connected, and when to come again.
          controller.enqueue(encoder.encode('retry: 1000\n\n'));
          return;
        }
        try {
          asked ??= source.next();
          const text = await withHeartbeat(asked, options.heartbeatMs);
          // A stream that its viewer has left takes nothing, its end neither.
          if (isLeft) return;
          if (text !== HEARTBEAT) asked = undefined;
          if (text === undefined) controller.close();
          else controller.enqueue(encoder.encode(text));
        } catch (error) {
          source.stop();
          if (isLeft) return;
          options.onFault(error);
          controller.close();
        }
      },
      cancel() {
        isLeft = true;
        source?.stop();
      },
    },
    { highWaterMark: 0 },
  );
  return new Response(body, {
    headers: {
      ...options.headers,
      'content-type': 'text/event-stream; charset=utf-8',
      'cache-control': 'no-store',
      // Proxies that buffer answers let this one through as it comes.
      'x-accel-buffering': 'no',
      // Said here so that the adapter sends the head at once instead of waiting for the first frame.
      'transfer-encoding': 'chunked',
    },
  });
}

const HEARTBEAT = ': nothing new\n\n';

async function withHeartbeat(
  frame: Promise<string | undefined>,
  heartbeatMs: number,
): Promise<string | undefined> {
  let timer: NodeJS.Timeout | undefined;
  const beat = new Promise<string>((resolve) => {
    timer = setTimeout(resolve, heartbeatMs, HEARTBEAT);
  });
  try {
    return await Promise.race([frame, beat]);
  } finally {
    clearTimeout(timer);
  }
}
