import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { fillInWords } from '../../../src/agents/presets/fill-in.ts';
import { preparePreset, presetNamed } from '../../../src/agents/presets/prepare-preset.ts';
import { PRESETS, type PresetName } from '../../../src/agents/presets/presets.ts';

const NAMES = Object.keys(PRESETS) as PresetName[];
const mcp = { url: 'http://127.0.0.1:4711/mcp', token: 'SECRET' };
const request = { prompt: 'Do it', folder: '/w d/.causeway/preset', user: 'ada', mcp };

test('a preset that is not known is told with those that are', () => {
  expect(() => presetNamed('cluade')).toThrow(
    expect.objectContaining({
      code: 'preset_unknown',
      message:
        'There is no preset "cluade"; there are claude, codex, opencode, gemini, and any command goes behind --',
    }),
  );
  expect(() => presetNamed('__proto__')).toThrow('There is no preset "__proto__"');
});

describe.each(NAMES)('%s', (name) => {
  test('is given its prompt as one word, whatever is in it', () => {
    const text = fc.oneof(fc.string(), fc.constantFrom('{args}', '--{mode}', '{prompt}', '{mcp}'));
    fc.assert(
      fc.property(text, (prompt) => {
        const { command } = preparePreset(name, { ...request, prompt });
        const last = command.at(-1) ?? '';
        expect(last === prompt || last === `--prompt=${prompt}`).toBe(true);
      }),
    );
  });

  test('has the caller’s words on its command line as they are', () => {
    const { command } = preparePreset(name, { ...request, args: ['--model', '{prompt}'] });
    const at = command.indexOf('--model');
    expect(command.slice(at, at + 2)).toEqual(['--model', '{prompt}']);
    expect(at).toBeLessThan(command.length - 2);
  });

  test('H-A20 has the token of its tools in one variable and nowhere else', () => {
    for (const permissions of ['workdir', 'everything'] as const) {
      const prepared = preparePreset(name, { ...request, permissions });
      const { CAUSEWAY_MCP_TOKEN, ...env } = prepared.env;
      expect(CAUSEWAY_MCP_TOKEN).toBe('SECRET');
      expect(JSON.stringify({ ...prepared, env })).not.toContain('SECRET');
      expect(JSON.stringify({ ...prepared, env })).toContain('127.0.0.1:4711/mcp');
    }
  });

  test('is told of no tools where there are none', () => {
    const { mcp: _, ...without } = request;
    const prepared = preparePreset(name, without);
    expect(JSON.stringify(prepared)).not.toMatch(/mcpUrl|"mcpServers"|MCP_TOKEN/);
    expect(prepared.command.at(-1)).toContain('Do it');
  });
});

test('root is let do everything only when it was asked for', () => {
  const asRoot = { ...request, user: 'root' };
  expect(preparePreset('claude', asRoot).env).not.toHaveProperty('IS_SANDBOX');
  const everything = { ...asRoot, permissions: 'everything' } as const;
  expect(preparePreset('claude', everything).env.IS_SANDBOX).toBe('1');
  expect(preparePreset('claude', { ...everything, user: 'ada' }).env).not.toHaveProperty(
    'IS_SANDBOX',
  );
});

test('settings that a user has in a variable stay beside those of the preset', () => {
  const mine = { theme: 'mine', mcp: { mine: { type: 'local' } }, permission: 'ask' };
  const env = { OPENCODE_CONFIG_CONTENT: JSON.stringify(mine) };
  const prepared = preparePreset('opencode', { ...request, env });
  expect(JSON.parse(prepared.env.OPENCODE_CONFIG_CONTENT ?? '')).toMatchObject({
    theme: 'mine',
    mcp: { mine: { type: 'local' }, 'causeway-run': { url: mcp.url } },
    permission: { bash: 'deny' },
  });
  const broken = preparePreset('opencode', {
    ...request,
    env: { OPENCODE_CONFIG_CONTENT: '{ no' },
  });
  expect(JSON.parse(broken.env.OPENCODE_CONFIG_CONTENT ?? '')).toHaveProperty('mcp');
});

test('what is put in for a placeholder is not looked at again', () => {
  const values = { a: '{b}', b: 'B', list: ['{a}', '{list}'] };
  expect(fillInWords(['{a}', '{list}', 'x{b}{c}{toString}', '{list}x'], values)).toEqual([
    '{b}',
    '{a}',
    '{list}',
    'xB{c}{toString}',
    '{list}x',
  ]);
});
