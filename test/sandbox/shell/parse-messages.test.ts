import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import {
  parseShellEnd,
  parseShellRequest,
} from '../../../src/sandbox/node/shell/parse-messages.ts';

const file = (operation: object): unknown => ({ id: 1, kind: 'file', operation });
const python = {
  kind: 'command',
  target: 'print(1)',
  argv: ['-c'],
  cwd: '/workspace',
  env: { A: '1' },
  isolated: false,
  optimize: 0,
  warnings: [],
};

describe('what a shell process says', () => {
  test('is taken over field by field, with nothing beside', () => {
    expect(
      parseShellRequest(file({ op: 'stat', path: '/a', guarded: false, id: 9, evil: 1 })),
    ).toEqual({
      id: 1,
      request: { kind: 'file', operation: { op: 'stat', path: '/a' } },
    });
    const invocation = { ...python, extra: true };
    expect(parseShellRequest({ id: 2, kind: 'python', invocation, tools: ['x'] })).toEqual({
      id: 2,
      request: { kind: 'python', invocation: python },
    });
    expect(
      parseShellEnd({ exitCode: 300, state: { cwd: '/a/../b/', env: { X: 'y' }, more: 1 } }),
    ).toEqual({
      exitCode: 44,
      state: { cwd: '/b', env: { X: 'y' } },
    });
  });

  test.each([
    [{}],
    [{ id: -1, kind: 'file', operation: { op: 'stat', path: '/a' } }],
    [{ id: '1', kind: 'file', operation: { op: 'stat', path: '/a' } }],
    [{ id: 1, kind: 'spawn' }],
    [file({ op: 'chown', path: '/a' })],
    [file({ op: 'stat', path: 'relative' })],
    [file({ op: 'stat', path: '/nul\0' })],
    [file({ op: 'stat', path: `/${'x'.repeat(5000)}` })],
    [file({ op: 'read', path: '/a' })],
    [file({ op: 'rename', path: '/a' })],
    [file({ op: 'chmod', path: '/a', mode: 1.5 })],
    [file({ op: 'utimes', path: '/a', accessedMs: Number.NaN, modifiedMs: 0 })],
    [{ id: 1, kind: 'python', invocation: { ...python, kind: 'shell' } }],
    [{ id: 1, kind: 'python', invocation: { ...python, argv: 'x' } }],
    [{ id: 1, kind: 'python', invocation: { ...python, env: { A: 1 } } }],
    [{ id: 1, kind: 'pip', args: [1], cwd: '/', env: {} }],
    [{ id: 1, kind: 'fetch', url: 1, method: 'GET', headers: [] }],
    [{ id: 1, kind: 'fetch', url: 'x', method: 'GET', headers: [['a']] }],
  ])('%j is refused', (message) => {
    expect(() => parseShellRequest(message)).toThrow(TypeError);
  });

  test('paths have no way up in them', () => {
    const { request } = parseShellRequest(
      file({ op: 'copy', path: '/a/../../etc', to: '/x/./y//' }),
    );
    expect(request).toEqual({
      kind: 'file',
      operation: { op: 'copy', path: '/etc', to: '/x/y', recursive: false },
    });
  });

  test('anything at all is either refused or of a known form', () => {
    fc.assert(
      fc.property(
        fc.anything(),
        fc.constantFrom('file', 'python', 'pip', 'fetch'),
        (fields, kind) => {
          try {
            const { request } = parseShellRequest({ ...Object(fields), id: 1, kind });
            expect(['file', 'python', 'pip', 'fetch']).toContain(request.kind);
          } catch (error) {
            expect(error).toBeInstanceOf(TypeError);
          }
        },
      ),
    );
  });
});
