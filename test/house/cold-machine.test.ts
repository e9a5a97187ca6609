import { describe, expect, test } from 'vitest';
import { findOrInstall, INSTALLING } from './install-on-system.ts';
import { findOnSystem, SYSTEM_REQUIREMENTS } from './system-requirements.ts';

describe('a machine with nothing but Node and npm', () => {
  test.each(Object.values(SYSTEM_REQUIREMENTS))('also has $name', INSTALLING, (requirement) => {
    expect(findOrInstall(requirement).length).toBeGreaterThan(0);
  });

  test('is told in one line what is missing and how to get it', () => {
    const missing = {
      name: 'Quux 7',
      commands: [['quux-that-does-not-exist', '--version']],
      expected: /^Quux/,
      fix: 'install it with "apt-get install quux"',
    };
    expect(() => findOnSystem(missing)).toThrow(
      'The tests need Quux 7, which was not found; install it with "apt-get install quux"',
    );
  });
});
