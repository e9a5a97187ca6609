import * as v from 'valibot';
import { afterAll, describe, expect, test } from 'vitest';
import * as z from 'zod';
import { defineTool } from '../../src/tools/define-tool.ts';
import { describeTools } from '../../src/tools/describe-tools.ts';
import type { Tool, ToolSchema } from '../../src/tools/tool.ts';
import { pythonFaults } from './python-stubs.ts';

const tool = (
  name: string,
  input: ToolSchema,
  output?: ToolSchema,
  description = 'Does it.',
): Tool =>
  defineTool({ name, description, input, ...(output && { output }), execute: () => null as never });

const described: string[] = [];

/** The stubs without the preamble; Python must be able to read them. */
function stubs(...tools: Tool[]): string {
  const text = describeTools(tools, { language: 'python' });
  described.push(text);
  return text.slice(text.indexOf('\n\n') + 2);
}

// One Python for all, because starting it takes longer than all else here.
afterAll(() => {
  const faults = pythonFaults(described);
  expect(described.filter((_, index) => faults[index] !== null)).toEqual([]);
});

/** A schema whose JSON Schema no validator has looked at, as those of other libraries. */
function describedBy(jsonSchema: Record<string, unknown>): ToolSchema {
  const standard = {
    version: 1 as const,
    vendor: 'test',
    validate: (value: unknown) => ({ value }),
    jsonSchema: { input: () => jsonSchema, output: () => jsonSchema },
  };
  return { '~standard': standard };
}

test('a search tool is described in full', () => {
  const Hit = z.object({
    url: z.url().describe('Where it is.'),
    title: z.string(),
    score: z.number().min(0).max(1).optional(),
  });
  const search = defineTool({
    name: 'search',
    description: 'Searches the web.\n\nUse few words.',
    input: z.object({
      q: z.string().min(1).max(200).describe('What to look for'),
      limit: z.number().int().min(1).max(100).default(10).describe('How many hits.'),
      sort: z.enum(['best', 'newest']).optional(),
      site: z.string().nullable().optional().describe('Only this host'),
    }),
    output: z.array(Hit.meta({ id: 'Hit' })).describe('Best first.'),
    execute: () => [],
  });
  expect(describeTools([search], { language: 'python' })).toBe(`\
# These tools are async functions on the object \`tools\`, which is there without an import:
#     result = await tools.search(q=q)
# Many at once: results = await asyncio.gather(*[tools.search(q=q) for q in many])
# Without await, waiting in place: result = tools.search.sync(q=q)
# A call that fails raises ToolError, with .tool, .code and .message. \`= ...\` marks an argument
# that may be left out.

class Hit(TypedDict):
    url: str  # Where it is. Format uri.
    title: str
    score: NotRequired[float]  # 0 to 1.

async def search(
    q: str,
    limit: int = 10,
    sort: Literal['best', 'newest'] = ...,
    site: str | None = ...,
) -> list[Hit]:
    """Searches the web.

    Use few words.

    Args:
        q: What to look for. 1 to 200 characters.
        limit: How many hits. 1 to 100.
        site: Only this host

    Returns:
        Best first.
    """
`);
});

test('without tools that is what is told', () => {
  expect(describeTools([], { language: 'python' })).toBe('# There are no tools to call.\n');
});

describe('the example in the preamble', () => {
  const example = (...tools: Tool[]) =>
    describeTools(tools, { language: 'python' })
      .split('\n')
      .slice(1, 4)
      .map((line) => line.replace(/^.*?= /, ''));

  test('is a call of the first tool by name, with its required arguments', () => {
    const object = z.object({ text: z.string(), in: z.string(), limit: z.int().optional() });
    expect(example(tool('zip', z.object({})), tool('find-text', object))).toEqual([
      "await tools.find_text(text=text, **{'in': value})",
      "await asyncio.gather(*[tools.find_text(text=text, **{'in': value}) for text in many])",
      "tools.find_text.sync(text=text, **{'in': value})",
    ]);
  });

  test('has no arguments where none is required', () => {
    expect(example(tool('now', z.object({ zone: z.string().optional() })))).toEqual([
      'await tools.now()',
      'await asyncio.gather(tools.now(), tools.now())',
      'tools.now.sync()',
    ]);
  });

  test('passes on a dict where there are too many, or nothing is known of them', () => {
    const many = z.object(
      Object.fromEntries(Array.from({ length: 9 }, (_, n) => [`field_${n}`, z.string()])),
    );
    expect(example(tool('a', many))).toEqual([
      'await tools.a(**arguments)',
      'await asyncio.gather(*[tools.a(**arguments) for arguments in many])',
      'tools.a.sync(**arguments)',
    ]);
    expect(example(tool('a', v.object({ x: v.string() })))[0]).toBe('await tools.a(**arguments)');
  });

  test('names no tool that is not offered', () => {
    const text = describeTools([tool('only', z.object({ x: z.string() }))], { language: 'python' });
    expect(new Set(text.match(/(?<=tools\.)\w+/g))).toEqual(new Set(['only']));
  });
});

test('tools stand in the order of their names, whatever order they come in', () => {
  const tools = ['b', 'a-c', 'C', 'a'].map((name) =>
    tool(name, z.object({ x: z.object({ y: z.string() }) })),
  );
  const text = describeTools(tools, { language: 'python' });
  expect(describeTools([...tools].reverse(), { language: 'python' })).toBe(text);
  expect(text.match(/(?<=^async def )\w+/gm)).toEqual(['C', 'a', 'a_c', 'b']);
});

test('another language is refused', () => {
  expect(() => describeTools([], { language: 'perl' as 'python' })).toThrow(
    expect.objectContaining({
      code: 'unsupported_language',
      message: 'Tools cannot be described in perl; the language is python',
    }),
  );
});

describe('types', () => {
  /** The type of one argument, or of a result. */
  const typeOf = (schema: object, role: 'input' | 'output' = 'input') => {
    const described =
      role === 'input'
        ? stubs(tool('f', { type: 'object', properties: { x: schema }, required: ['x'] }))
        : stubs(tool('f', z.object({}), schema as ToolSchema));
    return (role === 'input' ? /f\(x: (.*)\) -> Any:/ : /f\(\) -> (.*):/).exec(described)?.[1];
  };

  test.each<[object, string]>([
    [{}, 'Any'],
    [{ type: 'string' }, 'str'],
    [{ type: 'integer' }, 'int'],
    [{ type: 'number' }, 'float'],
    [{ type: 'boolean' }, 'bool'],
    [{ type: 'null' }, 'None'],
    [{ type: ['string', 'null', 'integer'] }, 'str | int | None'],
    [{ type: 'string', nullable: true }, 'str | None'],
    [{ anyOf: [{ type: 'null' }, { type: 'string' }] }, 'str | None'],
    [{ oneOf: [{ type: 'string' }, { type: 'string', format: 'uri' }] }, 'str'],
    [{ anyOf: [{ type: 'string' }, {}] }, 'Any'],
    [{ enum: ['a', "b'c", 1, true, null] }, "Literal['a', \"b'c\", 1, True] | None"],
    [{ const: 'x' }, "Literal['x']"],
    [{ const: null }, 'None'],
    [{ anyOf: [{ const: 'x' }, { type: 'integer' }, { const: 'y' }] }, "Literal['x', 'y'] | int"],
    [{ enum: [1.5, 2] }, 'float | int'],
    [{ type: 'number', enum: [1.5, 2] }, 'float'],
    [{ enum: [] }, 'Never'],
    [{ type: 'array' }, 'list[Any]'],
    [{ type: 'array', items: { type: 'string' } }, 'list[str]'],
    [{ items: { type: 'string' } }, 'list[str]'],
    [{ type: 'array', items: { type: ['string', 'null'] } }, 'list[str | None]'],
    [{ type: 'array', prefixItems: [{ type: 'number' }, { type: 'string' }] }, 'tuple[float, str]'],
    [{ type: 'array', prefixItems: [] }, 'tuple[()]'],
    [
      { type: 'array', prefixItems: [{ type: 'number' }], items: { type: 'string' } },
      'list[float | str]',
    ],
    [{ type: 'object' }, 'dict[str, Any]'],
    [{ type: 'object', additionalProperties: { type: 'integer' } }, 'dict[str, int]'],
    [{ additionalProperties: { items: { type: 'string' } } }, 'dict[str, list[str]]'],
    [
      { patternProperties: { '^a': { type: 'string' }, '^b': { type: 'null' } } },
      'dict[str, str | None]',
    ],
    [{ type: 'object', additionalProperties: false }, 'dict[str, Any]'],
    [{ allOf: [{ type: ['integer', 'null'] }, { type: 'number' }] }, 'int'],
    [{ allOf: [{ enum: ['a', 'b'] }, { enum: ['b', 'c'] }] }, "Literal['b']"],
    [{ type: 'string', anyOf: [{ minLength: 1 }, { format: 'uri' }] }, 'str'],
    [{ not: { type: 'string' } }, 'Any'],
    [{ $ref: 'https://example.org/elsewhere' }, 'Any'],
    [{ type: 'strange' }, 'Any'],
  ])('%j is %s', (schema, type) => {
    // Ajv would not take those that point elsewhere or are of no type; other libraries describe so.
    const input = describedBy({ type: 'object', properties: { x: schema }, required: ['x'] });
    expect(/f\(x: (.*)\) -> Any:/.exec(stubs(tool('f', input)))?.[1]).toBe(type);
  });

  test('an array of fixed length arrives as a list', () => {
    const pair = { type: 'array', prefixItems: [{ type: 'number' }, { type: 'string' }] };
    expect(typeOf(pair, 'input')).toBe('tuple[float, str]');
    expect(typeOf(pair, 'output')).toBe('list[float | str]');
  });

  test('a result of nothing is None, one that is not described is Any', () => {
    expect(typeOf({ type: 'null' }, 'output')).toBe('None');
    expect(stubs(tool('f', z.object({})))).toContain('async def f() -> Any:');
  });

  test('an enum of many values is told in words', () => {
    const values = Array.from({ length: 100 }, (_, index) => `v${index}`);
    const text = stubs(tool('f', { properties: { x: { type: 'string', enum: values } } }));
    expect(text).toContain('async def f(x: str = ...) -> Any:');
    expect(text).toContain("x: One of 100 values: 'v0', 'v1',");
  });
});

describe('nested objects', () => {
  test('are TypedDicts, named after the tool and the property, after those they use', () => {
    const input = {
      type: 'object',
      properties: {
        where: {
          type: 'object',
          description: 'Which ones.',
          properties: {
            tags: {
              type: 'array',
              items: { type: 'object', properties: { a: { type: 'string' } } },
            },
            size: { type: 'integer', minimum: 1, description: 'In bytes' },
          },
          required: ['size'],
        },
      },
    };
    expect(stubs(tool('list-files', input))).toBe(`\
class ListFilesWhereTagsItem(TypedDict):
    a: NotRequired[str]

class ListFilesWhere(TypedDict):
    """Which ones."""
    tags: NotRequired[list[ListFilesWhereTagsItem]]
    size: int  # In bytes. At least 1.

async def list_files(where: ListFilesWhere = ...) -> Any:
    """Does it.

    Args:
        where: Which ones.
    """
`);
  });

  test('with keys that are no identifiers take the functional form', () => {
    const schema = {
      title: 'headers',
      properties: {
        'Content-Type': { type: 'string', description: 'MIME # type' },
        class: { type: 'integer' },
        __x: {},
      },
      required: ['Content-Type'],
      additionalProperties: { type: 'string' },
    };
    expect(stubs(tool('f', { properties: { h: schema } }))).toContain(`\
Headers = TypedDict('Headers', {
    'Content-Type': str,  # MIME # type
    'class': NotRequired[int],
    '__x': NotRequired[Any],
    # other keys: str
})
`);
  });

  test('allOf is merged', () => {
    const schema = {
      $defs: {
        base: { type: 'object', properties: { id: { type: 'integer' } }, required: ['id'] },
      },
      allOf: [
        { $ref: '#/$defs/base' },
        { properties: { name: { type: 'string' } } },
        { required: ['name'] },
      ],
    };
    expect(stubs(tool('f', z.object({}), schema))).toContain(`\
class FResult(TypedDict):
    id: int
    name: str
`);
  });

  test('alternatives are a union of TypedDicts', () => {
    const output = z.union([
      z.object({ ok: z.literal(true), value: z.string() }),
      z.object({ ok: z.literal(false), error: z.string() }),
    ]);
    expect(stubs(tool('f', z.object({}), output))).toBe(`\
class FResult1(TypedDict):
    ok: Literal[True]
    value: str

class FResult2(TypedDict):
    ok: Literal[False]
    error: str

async def f() -> FResult1 | FResult2:
    """Does it."""
`);
  });

  test('alternatives that only require leave one TypedDict', () => {
    const output = {
      type: 'object',
      properties: { a: { type: 'string' }, b: { type: 'string' } },
      anyOf: [{ required: ['a'] }, { required: ['b'] }],
    };
    expect(stubs(tool('f', z.object({}), output))).toContain('async def f() -> FResult:');
  });

  test('recursive ones refer to themselves', () => {
    const Folder: z.ZodType = z.object({
      name: z.string(),
      get folders() {
        return z.array(Folder);
      },
    });
    expect(stubs(tool('f', z.object({}), Folder))).toContain(`\
class FResult(TypedDict):
    name: str
    folders: list[FResult]

async def f() -> FResult:`);
  });

  test('two that refer to each other are both defined', () => {
    const output = {
      $ref: '#/$defs/a',
      $defs: {
        a: { properties: { b: { $ref: '#/$defs/b' } } },
        b: { properties: { a: { $ref: '#/$defs/a' }, b: { $ref: '#/$defs/b' } } },
      },
    };
    expect(stubs(tool('f', z.object({}), output))).toBe(`\
class B(TypedDict):
    a: NotRequired[A]
    b: NotRequired[B]

class A(TypedDict):
    b: NotRequired[B]

async def f() -> A:
    """Does it."""
`);
  });

  test('a recursive type that is no object is an alias', () => {
    const output = {
      $ref: '#/$defs/json',
      $defs: {
        json: {
          anyOf: [
            { type: ['string', 'null'] },
            { type: 'array', items: { $ref: '#/$defs/json' } },
            { type: 'object', additionalProperties: { $ref: '#/$defs/json' } },
          ],
        },
      },
    };
    expect(stubs(tool('f', z.object({}), output))).toBe(`\
Json: TypeAlias = 'str | list[Json] | dict[str, Json] | None'

async def f() -> Json:
    """Does it."""
`);
  });

  test('a reference to itself alone is anything', () => {
    const input = describedBy({
      type: 'object',
      properties: { x: { $ref: '#/$defs/x' } },
      $defs: { x: { $ref: '#/$defs/x' } },
    });
    expect(stubs(tool('f', input))).toContain('async def f(x: X = ...) -> Any:');
  });
});

describe('names of types', () => {
  const hit = (type: string) => z.object({ id: z.literal(type) }).meta({ id: `Hit${type}` });

  test('the same type in two tools is one', () => {
    const Hit = z.object({ id: z.string() });
    const output = {
      $defs: { Hit: z.toJSONSchema(Hit) },
      type: 'array',
      items: { $ref: '#/$defs/Hit' },
    };
    const text = stubs(tool('a', z.object({}), output), tool('b', z.object({}), output));
    expect(text.match(/class \w+/g)).toEqual(['class Hit']);
    expect(text).toContain('async def b() -> list[Hit]:');
  });

  test('different types of the same name are told apart, the first tool’s keeps it', () => {
    const output = (type: string) => ({
      $defs: { Hit: { properties: { id: { type } } } },
      type: 'array',
      items: { $ref: '#/$defs/Hit' },
    });
    const a = tool('a', z.object({}), output('string'));
    const b = tool('b', z.object({}), output('integer'));
    for (const tools of [
      [a, b],
      [b, a],
    ]) {
      const text = stubs(...tools);
      expect(text).toContain('async def a() -> list[Hit]:');
      expect(text).toContain('async def b() -> list[Hit2]:');
    }
  });

  test('a type never takes the name of a tool, of a builtin or of a helper', () => {
    const titled = (title: string) => ({ title, properties: { x: { type: 'string' } } });
    const input = {
      properties: { a: titled('Hit'), b: titled('Any'), c: titled('none'), d: titled('123') },
    };
    const text = stubs(tool('Hit', input));
    expect(text.match(/(?<=class )\w+/g)).toEqual(['Any2', 'Hit2', 'None2', 'T123']);
  });

  test('a made-up reference name gives way to the property’s', () => {
    const output = {
      $defs: { __schema0: { properties: { next: { $ref: '#/$defs/__schema0' } } } },
      properties: { head: { $ref: '#/$defs/__schema0' } },
    };
    expect(stubs(tool('f', z.object({}), output))).toContain('class FResultHead(TypedDict):');
  });

  test('zod’s own names are kept', () => {
    expect(stubs(tool('f', z.object({}), z.array(hit('x'))))).toContain('class Hitx(TypedDict):');
  });
});

describe('arguments', () => {
  test('that Python cannot write are passed by a typed kwargs', () => {
    const input = {
      properties: {
        'a-b': { type: 'integer', description: 'Both.' },
        from: { type: 'string', default: 'x' },
        q: { type: 'string' },
      },
      required: ['a-b'],
    };
    expect(stubs(tool('f', input))).toBe(`\
FArguments = TypedDict('FArguments', {
    'a-b': int,  # Both.
    'from': NotRequired[str],  # Default 'x'.
})

async def f(q: str = ..., **kwargs: Unpack[FArguments]) -> Any:
    """Does it.

    Args:
        a-b: Both.
        from: Default 'x'.

    Pass names that Python cannot write as **{'a-b': value}.
    """
`);
  });

  test('of any name are kwargs', () => {
    expect(stubs(tool('f', z.looseObject({ q: z.string() })))).toContain(
      'async def f(*, q: str, **kwargs: Any) -> Any:',
    );
    expect(stubs(tool('f', z.record(z.string(), z.int())))).toContain(
      'async def f(**kwargs: int) -> Any:',
    );
  });

  test('without a JSON Schema are kwargs too, with the reason', () => {
    const input = {
      '~standard': {
        version: 1 as const,
        vendor: 'acme',
        validate: (value: unknown) => ({ value }),
      },
    };
    expect(stubs(tool('f', input))).toBe(`\
async def f(**kwargs: Any) -> Any:
    """Does it.

    The arguments are not described. The acme schema has no JSON Schema of its own.
    """
`);
  });

  test('have their constraints in words', () => {
    const input = {
      properties: {
        a: { type: 'number', exclusiveMinimum: 0, maximum: 1, multipleOf: 0.5 },
        b: { type: 'string', pattern: '^\\d+"""$', minLength: 3, maxLength: 3 },
        c: {
          type: 'array',
          items: { type: 'string', format: 'date' },
          minItems: 1,
          uniqueItems: true,
        },
        d: { type: 'string', description: 'Which', examples: ['x', 'y'], deprecated: true },
        e: { type: 'string', default: 'long '.repeat(20) },
        f: { type: 'object', additionalProperties: { type: 'string' }, maxProperties: 1 },
        g: { type: 'integer', minimum: 1, maximum: 1 },
        h: { type: 'string', contentEncoding: 'base64', contentMediaType: 'image/png' },
      },
    };
    expect(stubs(tool('f', input))).toContain(`\
    Args:
        a: More than 0 and at most 1; a multiple of 0.5.
        b: 3 characters; pattern ^\\\\d+\\"\\"\\"$.
        c: At least 1 item; no item twice; each item: format date.
        d: Which. For example 'x' or 'y'; deprecated.
        e: Default 'long long long long long long long long long long long long long long long long long long long long '.
        f: At most 1 key.
        g: Exactly 1.
        h: Encoded as base64; media type image/png.
    """
`);
  });
});

test('hostile text cannot leave its docstring, comment or literal', () => {
  const hostile = '""" + x\\\r\n"""\nimport os\u2028os.system("x")\u0000\u202e\u{e0041}\ud800"';
  const input = describedBy({
    title: hostile,
    description: hostile,
    properties: {
      a: {
        type: 'object',
        title: hostile,
        description: hostile,
        properties: {
          [hostile]: { enum: [hostile, 1], description: hostile },
          b: { description: hostile, default: hostile, pattern: 'x', examples: [hostile] },
        },
        additionalProperties: { const: hostile },
      },
      b: { enum: [hostile], default: hostile, description: hostile },
      [hostile]: { description: hostile, format: hostile },
    },
  });
  const text = stubs(
    tool('f', input, input, hostile),
    tool('g', input, input, '"'),
    tool('h', {}, {}, '\\'),
  );
  expect(text.match(/(?!\n)[\p{Cc}\p{Cs}\u2028\u202e\u{e0041}]/gu)).toBeNull();
  expect(text).not.toMatch(/^import/m);
});

test('a hostile schema gives a text of bearable length', () => {
  const doubling: Record<string, unknown> = { d0: { type: 'string' } };
  for (let level = 1; level < 60; level += 1) {
    const inner = { $ref: `#/$defs/d${level - 1}` };
    doubling[`d${level}`] = { type: 'array', prefixItems: [inner, inner] };
  }
  const many = Object.fromEntries(
    Array.from({ length: 1000 }, (_, index) => [`p${index}`, { properties: { x: {} } }]),
  );
  const input = describedBy({
    $defs: doubling,
    properties: { a: { $ref: '#/$defs/d59' }, b: { properties: many } },
  });
  expect(stubs(tool('f', input)).length).toBeLessThan(100_000);
});
