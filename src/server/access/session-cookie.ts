import { parse, serialize } from 'hono/utils/cookie';

/** The value of a request's cookie. */
export function readCookie(request: Request, name: string): string | undefined {
  return parse(request.headers.get('cookie') ?? '', name)[name];
}

/** A cookie that scripts cannot read and other sites' requests do not carry. */
export function writeCookie(
  name: string,
  value: string,
  { seconds, secure }: { seconds: number; secure: boolean },
): string {
  return serialize(name, value, {
    path: '/',
    httpOnly: true,
    sameSite: 'Strict',
    maxAge: seconds,
    secure,
  });
}
