/** In what is no URL, whatever stands before an `@` may have been meant as one. */
const UP_TO_AT = /^([^:]*:[\s\\/]*)?[^?#]*@/;

/** A URL, or what was meant to be one, without a user name or password: those are secrets. */
export function withoutUserInfo(url: string): string {
  if (!URL.canParse(url)) return url.replace(UP_TO_AT, '$1');
  const parsed = new URL(url);
  if (parsed.username === '' && parsed.password === '') return url;
  // There are many spellings, and one that is read as a browser reads it.
  parsed.username = parsed.password = '';
  return parsed.href;
}
