/** Gives the frames of one stream, each when it is asked for. */
export interface FrameSource {
  /** The text of the next frame; undefined at the end. Asked again only when it has answered. */
  next(): Promise<string | undefined>;
  /** Nobody reads any more. May be called twice. */
  stop(): void;
}

/** One frame of server-sent events; `data` is written as JSON, which has no line ends. */
export function frame(event: string, dataJson: string, id?: number | string): string {
  const identity = id === undefined ? '' : `id: ${id}\n`;
  return `event: ${event}\n${identity}data: ${dataJson}\n\n`;
}
