const TOKEN = /(\?t=)1\.[\w-]{8}\.[\w-]+\.[\w-]{43}/g;

/** A text in which `…` stands in place of the token of every event URL, as `/events?t=…`. */
export function hideEventTokens(text: string): string {
  return text.includes('?t=1.') ? text.replace(TOKEN, '$1…') : text;
}
