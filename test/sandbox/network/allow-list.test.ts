import { describe, expect, test } from 'vitest';
import { readAllowList } from '../../../src/sandbox/node/network/allow-list.ts';
import { readUrl } from '../../../src/sandbox/node/network/hop.ts';

/** Whether a list lets a URL's host be reached, and how. */
function find(entries: string[], url: string): string {
  const { host, port } = readUrl(url);
  return readAllowList(entries).find(host.text, port) ?? 'refused';
}

describe('an entry of the list', () => {
  test.each([
    ['example.com', 'http://example.com/', 'if-public'],
    ['example.com', 'https://example.com:8443/', 'if-public'],
    ['example.com', 'http://www.example.com/', 'refused'],
    ['example.com', 'http://badexample.com/', 'refused'],
    ['example.com', 'http://example.com.evil.org/', 'refused'],
    ['*.example.com', 'http://www.example.com/', 'if-public'],
    ['*.example.com', 'http://a.b.example.com/', 'if-public'],
    ['*.example.com', 'http://example.com/', 'refused'],
    ['*.example.com', 'http://badexample.com/', 'refused'],
    ['example.com:8443', 'https://example.com:8443/', 'if-public'],
    ['example.com:8443', 'https://example.com/', 'refused'],
    ['example.com:443', 'https://example.com/', 'if-public'],
    ['example.com:443', 'http://example.com/', 'refused'],
    ['*.example.com:80', 'http://www.example.com/', 'if-public'],
    ['*', 'http://example.com/', 'if-public'],
    ['*', 'http://10.0.0.1/', 'if-public'],
    ['*', 'http://localhost/', 'refused'],
    ['*:443', 'https://example.com/', 'if-public'],
    ['*:443', 'http://example.com/', 'refused'],
    ['localhost', 'http://localhost:8080/', 'itself'],
    ['localhost:80', 'http://localhost:8080/', 'refused'],
    ['localhost', 'http://127.0.0.1/', 'refused'],
    ['127.0.0.1', 'http://127.0.0.1:9/', 'itself'],
    ['127.0.0.1', 'http://localhost/', 'refused'],
    ['127.0.0.1', 'http://127.0.0.2/', 'refused'],
    ['10.0.0.1:80', 'http://10.0.0.1/', 'itself'],
    ['10.0.0.1:80', 'http://10.0.0.1:81/', 'refused'],
    ['[::1]', 'http://[::1]/', 'itself'],
    ['::1', 'http://[0:0:0:0:0:0:0:1]/', 'itself'],
    ['[::1]:80', 'http://[::1]:81/', 'refused'],
    ['2001:DB8::0:1', 'http://[2001:db8::1]/', 'itself'],
  ])('H-S4 %s and %s: %s', (entry, url, expected) => {
    expect(find([entry], url)).toBe(expected);
  });

  test.each([
    ['EXAMPLE.com', 'http://example.COM/'],
    ['example.com.', 'http://example.com/'],
    ['example.com', 'http://example.com./'],
    ['bücher.example', 'http://xn--bcher-kva.example/'],
    ['xn--bcher-kva.example', 'http://BÜCHER.example/'],
    ['example.com', 'http://ex%61mple.com/'],
    ['example.com', 'http://example。com/'],
    ['127.0.0.1', 'http://0x7f.1/'],
    ['127.0.0.1', 'http://2130706433/'],
    ['127.0.0.1', 'http://0177.0.0.01/'],
    ['127.0.0.1', 'http://[::ffff:127.0.0.1]/'],
    ['::ffff:127.0.0.1', 'http://127.0.0.1/'],
    ['localhost', 'http://LOCALHOST./'],
  ])('H-S4 %s and %s are the same host', (entry, url) => {
    expect(find([entry], url)).not.toBe('refused');
  });

  test('a host that is listed itself and by a pattern is listed itself', () => {
    expect(find(['*', '10.0.0.1'], 'http://10.0.0.1/')).toBe('itself');
  });

  const form = 'write it like example.com, *.example.com, example.com:8443, 127.0.0.1, [::1] or *';
  test.each([
    ['', `Allowed host "": not a host; ${form}`],
    [' ', `Allowed host " ": not a host; ${form}`],
    ['a b', `Allowed host "a b": not a host; ${form}`],
    [
      'https://example.com',
      'Allowed host "https://example.com": a URL, where a host is needed; leave out what comes before and after the host',
    ],
    ['example.com/path', `Allowed host "example.com/path": not a host; ${form}`],
    ['user@example.com', `Allowed host "user@example.com": not a host; ${form}`],
    ['10.0.0.0/8', `Allowed host "10.0.0.0/8": not a host; ${form}`],
    ['a.*.com', `Allowed host "a.*.com": not a host; ${form}`],
    ['*.*.com', `Allowed host "*.*.com": not a host; ${form}`],
    ['**', `Allowed host "**": not a host; ${form}`],
    ['*example.com', `Allowed host "*example.com": not a host; ${form}`],
    ['a..b', `Allowed host "a..b": not a host; ${form}`],
    ['exa!mple.com', `Allowed host "exa!mple.com": not a host; ${form}`],
    ['ex%61mple.com', `Allowed host "ex%61mple.com": not a host; ${form}`],
    ['fe80::1%eth0', `Allowed host "fe80::1%eth0": not a host; ${form}`],
    ['[::1', `Allowed host "[::1": not a host; ${form}`],
    ['example.com:', `Allowed host "example.com:": not a host; ${form}`],
    ['example.com:http', `Allowed host "example.com:http": not a host; ${form}`],
    ['example.com:0', 'Allowed host "example.com:0": the port is not one; ports are 1 to 65535'],
    [
      'example.com:65536',
      'Allowed host "example.com:65536": the port is not one; ports are 1 to 65535',
    ],
    ['*.10.0.0.1', 'Allowed host "*.10.0.0.1": an address has no subdomains; list each address'],
    ['0x7f.1', 'Allowed host "0x7f.1": an odd spelling of 127.0.0.1; write that'],
    ['2130706433', 'Allowed host "2130706433": an odd spelling of 127.0.0.1; write that'],
    ['256.0.0.1', `Allowed host "256.0.0.1": not a host; ${form}`],
    [7, `Allowed host 7: not a text; ${form}`],
    [null, `Allowed host null: not a text; ${form}`],
  ])('that is %j is told at once', (entry, message) => {
    const read = () => readAllowList(['example.com', entry as string]);
    expect(read).toThrow(expect.objectContaining({ code: 'invalid_allowed_host', message }));
  });

  test('has to stand in a list', () => {
    expect(() => readAllowList('example.com' as never)).toThrow(
      expect.objectContaining({
        code: 'invalid_allowed_host',
        message: 'allowedHosts is a list of texts, not string',
      }),
    );
  });
});
