import type { OpenRequest } from '../../protocol/api/run-summary.ts';

/** What a request is called. */
export function requestWord(kind: OpenRequest['kind']): string {
  switch (kind) {
    case 'attention':
      return 'Question';
    case 'browser':
      return 'Open page';
    case 'approval':
      return 'Approval';
  }
}

/** A URL that may be offered as a link: http and https only, as the browser reads it. */
export function safeUrl(text: string): URL | undefined {
  if (!URL.canParse(text)) return undefined;
  const url = new URL(text);
  return url.protocol === 'http:' || url.protocol === 'https:' ? url : undefined;
}

/** Why a URL is not offered as a link: `Blocked: file:`, or that it is none. */
export function blockedWord(text: string): string {
  return URL.canParse(text) ? `Blocked: ${new URL(text).protocol}` : 'Blocked: not a URL';
}
