import { describe, expect, test } from 'vitest';
import {
  parseDependency,
  parseRequirement,
} from '../../../src/sandbox/node/packages/requirement/parse-requirement.ts';

const A = 'a'.repeat(64);
const B = 'b'.repeat(128);

function read(text: string): unknown {
  const { name, extras, specifier, location, marker, hashes } = parseRequirement(
    text,
    '/workspace',
  );
  const versions = specifier.map((one) => `${one.operator}${one.version}${one.prefix ? '.*' : ''}`);
  return { name, extras, versions, location, marked: marker !== null, hashes: hashes.length };
}

const PLAIN = { extras: [], versions: [], location: null, marked: false, hashes: 0 };

describe('a requirement is read', () => {
  test.each([
    ['six', { ...PLAIN, name: 'six' }],
    [' Ruamel.YAML ', { ...PLAIN, name: 'Ruamel.YAML' }],
    ['six==1.16', { ...PLAIN, name: 'six', versions: ['==1.16'] }],
    ['six (>=1, !=1.5.*)', { ...PLAIN, name: 'six', versions: ['>=1', '!=1.5.*'] }],
    ['a[X_y, z]~=1.2', { ...PLAIN, name: 'a', extras: ['x-y', 'z'], versions: ['~=1.2'] }],
    ['a ; python_version > "3"', { ...PLAIN, name: 'a', marked: true }],
    [
      `a==1 --hash=sha256:${A} --hash=sha512:${B}`,
      { ...PLAIN, name: 'a', versions: ['==1'], hashes: 2 },
    ],
    [
      `a @ https://h/a-1-py3-none-any.whl#sha256=${A} ; os_name == "posix"`,
      {
        ...PLAIN,
        name: 'a',
        marked: true,
        location: {
          kind: 'url',
          url: 'https://h/a-1-py3-none-any.whl',
          hashes: [{ algorithm: 'sha256', digest: A }],
        },
      },
    ],
    [
      'http://h:8080/a%2Bb-1-py3-none-any.whl',
      {
        ...PLAIN,
        name: null,
        location: { kind: 'url', url: 'http://h:8080/a%2Bb-1-py3-none-any.whl', hashes: [] },
      },
    ],
    ['emfs:/tmp/a.whl', { ...PLAIN, name: null, location: { kind: 'file', path: '/tmp/a.whl' } }],
    ['EMFS:///tmp/a.whl', { ...PLAIN, name: null, location: { kind: 'file', path: '/tmp/a.whl' } }],
    ['/tmp/x/../a.whl', { ...PLAIN, name: null, location: { kind: 'file', path: '/tmp/a.whl' } }],
    ['./a.whl', { ...PLAIN, name: null, location: { kind: 'file', path: '/workspace/a.whl' } }],
    [
      'a-1-py3-none-any.whl[x]',
      {
        ...PLAIN,
        name: null,
        extras: ['x'],
        location: { kind: 'file', path: '/workspace/a-1-py3-none-any.whl' },
      },
    ],
    [
      './a.whl ; os_name == "nt"',
      {
        ...PLAIN,
        name: null,
        marked: true,
        location: { kind: 'file', path: '/workspace/a.whl' },
      },
    ],
  ])('%s', (text, expected) => {
    expect(read(text)).toEqual(expected);
  });
});

describe('what is no requirement is refused with the reason', () => {
  test.each([
    ['', 'is a text that is not empty'],
    ['-six', 'is not a requirement'],
    ['six>', '">" is no condition on a version'],
    ['six=1', '"=1" is no condition'],
    ['six>=1.*', 'is no condition'],
    ['six~=1', 'is no condition'],
    ['six>=1+local', 'is no condition'],
    ['six[a b]', '"a b" is no name of an extra'],
    ['six; python_version > 3', 'a variable or a quoted text was expected before 3'],
    ['six; python_version', 'a comparison was expected at the end'],
    ['six; "a" == "b"', 'says nothing of the interpreter'],
    ['six --hash=md5:abc', 'md5:abc is no hash that can be checked'],
    ['six --hash=sha256:abc', 'is no hash that can be checked'],
    ['https://h/six.whl#md5=abc', '#md5=… is no hash that can be checked'],
    ['https://', 'its URL is not one'],
    ['./six.tar.gz', 'a file that ends in .whl'],
    [`six${' '.repeat(5000)}x`, 'it has over 4000 characters'],
    [`six; ${'('.repeat(100)}`, 'brackets are more than 50 deep'],
  ])('%s', (text, reason) => {
    expect(() => parseRequirement(text, '/workspace')).toThrow(reason);
  });

  test.each([
    ['file:///etc/passwd'],
    ['FILE:/tmp/x.whl'],
    ['six @ File:///tmp/six-1-py3-none-any.whl'],
  ])('%s names a file of the host', (text) => {
    expect(() => parseRequirement(text, '/workspace')).toThrow('file: names a file of the host');
  });

  test.each([['git+https://h/six.git'], ['ftp://h/six.whl'], ['c:\\six.whl']])(
    '%s is no place for wheels',
    (text) => {
      expect(() => parseRequirement(text, '/workspace')).toThrow('is no place for wheels');
    },
  );
});

test('a wheel may depend on URLs and not on paths', () => {
  expect(parseDependency('b @ https://h/b-1-py3-none-any.whl').name).toBe('b');
  for (const path of ['/etc/x.whl', 'emfs:/x.whl', './x.whl']) {
    expect(() => parseDependency(`b @ ${path}`)).toThrow('may depend on URLs only');
  }
  expect(() => parseDependency('b @ file:///x.whl')).toThrow('is refused');
});

test('a text that is made to be slow to read is read as fast as others', () => {
  // Each of these takes the square or the cube of its length where alternatives overlap.
  const slow = [
    `${'a'.repeat(3900)}(`,
    `x${' '.repeat(3900)}(`,
    `x [${' '.repeat(3900)}`,
    `x.whl${' '.repeat(3900)}y`,
    `x; ${' '.repeat(1900)}(${' '.repeat(1900)}`,
    `x>=${'1.'.repeat(1900)}`,
  ];
  for (const text of Array.from({ length: 200 }, () => slow).flat()) {
    expect(() => parseRequirement(text, '/')).toThrow('is not a requirement');
  }
});
