import { post } from './post.ts';
import { hostProcess } from './runtime.ts';
import { sendBeforeExit } from './send-before-exit.ts';

/** What was not answered when the program ends. */
export interface Rest {
  url: string;
  bodies: string[];
}

let watching = false;
let exiting = false;

/** Whether the process is in its last moments, in which nothing is sent by itself any more. */
export function isExiting(): boolean {
  return exiting;
}

/**
 * Sends the rest when the program ends at once: by `process.exit()` or an error that nobody catches in
 * Node, by leaving the page in a browser. A program that ends by having nothing to do has no rest.
 */
export function watchForExit(takeRest: () => Rest[]): void {
  if (watching) return;
  watching = true;
  const host = hostProcess();
  const { versions = {} } = host;
  if (versions.node !== undefined && versions.bun === undefined && versions.deno === undefined) {
    host.on?.('exit', () => {
      exiting = true;
      sendBeforeExit(takeRest());
    });
  } else if ('document' in globalThis) {
    addEventListener('pagehide', () => {
      for (const { url, bodies } of takeRest()) {
        for (const body of bodies) void post(url, body, true);
      }
    });
  }
}
