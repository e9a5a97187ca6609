/**
 * The URL that may be offered to a person as a link: one of http or https, read as a browser reads
 * it. Undefined for everything else; show that as text. Never throws.
 */
export function safeLink(given: string): URL | undefined {
  const url = URL.canParse(given) ? new URL(given) : undefined;
  return url?.protocol === 'http:' || url?.protocol === 'https:' ? url : undefined;
}
