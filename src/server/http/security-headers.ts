/** Everything from this origin, no inline code or styles, nobody frames the page. */
const PAGE_POLICY = [
  "default-src 'none'",
  "script-src 'self'",
  "style-src 'self'",
  "img-src 'self' blob:",
  "font-src 'self'",
  "connect-src 'self'",
  "worker-src 'self'",
  "base-uri 'none'",
  "form-action 'none'",
  "frame-ancestors 'none'",
  "require-trusted-types-for 'script'",
  "trusted-types 'none'",
].join('; ');

/** What is no page shows nothing and runs nothing, also when a browser opens it as one. */
const DATA_POLICY = "default-src 'none'; frame-ancestors 'none'; sandbox";

const EVERYWHERE = {
  'x-content-type-options': 'nosniff',
  'referrer-policy': 'no-referrer',
  'cross-origin-opener-policy': 'same-origin',
  'cross-origin-resource-policy': 'same-origin',
  'permissions-policy': 'camera=(), geolocation=(), microphone=(), payment=(), usb=()',
};

/** Adds the headers that every answer has; `page` for those that are part of the dashboard. */
export function addSecurityHeaders(headers: Headers, kind: 'page' | 'data'): void {
  for (const [name, value] of Object.entries(EVERYWHERE)) headers.set(name, value);
  headers.set('content-security-policy', kind === 'page' ? PAGE_POLICY : DATA_POLICY);
  if (kind === 'data' && !headers.has('cache-control')) headers.set('cache-control', 'no-store');
}
