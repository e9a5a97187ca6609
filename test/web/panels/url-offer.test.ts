import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { offerUrl } from '../../../src/web/run/panels/needs-you/url-offer.ts';

describe('a URL that an agent wants opened', () => {
  test('H-A9 H-E4: only http and https become links', () => {
    for (const [given, scheme] of [
      ['javascript:alert(1)', 'javascript:'],
      [' JaVaScRiPt:alert(1)', 'javascript:'],
      ['java\nscript:alert(1)', 'javascript:'],
      ['file:///etc/passwd', 'file:'],
      ['data:text/html,<script>', 'data:'],
      ['vbscript:x', 'vbscript:'],
      ['example.com/path', 'not a URL'],
      ['', 'not a URL'],
    ]) {
      expect(offerUrl(given ?? '')).toEqual({ kind: 'blocked', scheme });
    }
  });

  test('its host is the one that would be reached, whatever stands before it', () => {
    expect(offerUrl('https://bank.example@evil.example:8443/x?y#z')).toMatchObject({
      before: 'https://bank.example@',
      host: 'evil.example:8443',
      after: '/x?y#z',
      hasUser: true,
    });
    expect(offerUrl('https://bank.example\\@evil.example/')).toMatchObject({
      host: 'bank.example',
      changed: true,
    });
  });

  test('a name that is not ASCII is shown in punycode, as changed', () => {
    expect(offerUrl('https://b\u0430nk.example/')).toMatchObject({
      host: 'xn--bnk-6cd.example',
      changed: true,
    });
    expect(offerUrl('https://bank.example')).toMatchObject({
      host: 'bank.example',
      changed: false,
    });
  });

  test('the three parts are the whole of what would be opened', () => {
    fc.assert(
      fc.property(fc.webUrl({ withFragments: true, withQueryParameters: true }), (given) => {
        const offer = offerUrl(given);
        if (offer.kind !== 'link') throw new Error(`${given} is no link`);
        expect(offer.before + offer.host + offer.after).toBe(offer.href);
        expect(offer.href).toBe(new URL(given).href);
      }),
    );
  });
});
