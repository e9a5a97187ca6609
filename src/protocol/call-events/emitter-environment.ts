/** Environment variables that an emitter finds its URL in; the first that is set counts. */
export const URL_VARIABLES = ['CAUSEWAY_URL', 'ATHENA_PTC_URL'] as const;

/** What a process needs in its environment so that its emitters post to a URL. */
export function emitterEnvironment(url: string): Record<string, string> {
  return Object.fromEntries(URL_VARIABLES.map((name) => [name, url]));
}
