/**
 * A dynamic library for this interpreter, assembled by hand: an extension module with one function,
 * `answer()`, which gives 42. Real enough for the interpreter's own loader: data that has to be
 * relocated, a function in the table, imports from Python's C API.
 */
export interface TinyLibraryOptions {
  /** Of the module: `PyInit_<name>` is exported. */
  name: string;
  answer?: number;
  /** An import of the interpreter's that the library calls the moment it is instantiated. */
  callsAtStart?: string;
  /** One that `answer()` calls by its address. */
  callsAddress?: string;
  /** A file that it opens at that moment; `answer()` then gives what came of it. */
  opensAtStart?: string;
  /** A function of another library whose result `answer()` gives. */
  asks?: string;
  /** What it imports beside that, and never uses. */
  imports?: readonly StrangeImport[];
  /** Further names of the function behind `answer()`, as C sees it. */
  exports?: readonly string[];
  /** Other libraries that it is linked to. */
  needs?: readonly string[];
  /** Has data of two pages that it empties when it is imported; `answer()` gives some of it. */
  empties?: boolean;
  /** Exports what a compiler makes of JavaScript in C code. */
  javascript?: boolean;
  /** Of the section that says what a library is. */
  section?: string;
  /** What that section asks for. */
  tableSize?: number;
  memorySize?: number;
  /** Has something of no meaning between its sections, longer than one byte can say. */
  padded?: boolean;
}

export interface StrangeImport {
  module: string;
  name: string;
  /** Of a function; without it, it is a global that holds anything. */
  type?: readonly [parameters: readonly Kind[], results: readonly Kind[]];
}

export type Kind = keyof typeof KINDS;

const KINDS = { i32: 0x7f, anything: 0x6f, function: 0x70 };
const MEMORY_BASE = 0;
const TABLE_BASE = 1;
const RESULT = 2;

export function tinyLibrary(options: TinyLibraryOptions): Uint8Array {
  const { name, answer = 42, callsAtStart, callsAddress, opensAtStart, asks } = options;
  const types: number[][] = [];
  const typeOf = (parameters: readonly Kind[], results: readonly Kind[]): number =>
    types.push(func(parameters, results)) - 1;
  const asked = typeOf([], []);
  const init = typeOf([], ['i32']);
  const functions: number[][] = [];
  const imported = (from: string, named: string, type: number): number =>
    functions.push(entry(from, named, [0x00, type])) - 1;

  const create = imported('env', 'PyModule_Create2', typeOf(['i32', 'i32'], ['i32']));
  const toPython = imported('env', 'PyLong_FromLong', typeOf(['i32'], ['i32']));
  const start: number[] = [];
  if (callsAtStart !== undefined) start.push(0x10, imported('env', callsAtStart, asked));
  if (opensAtStart !== undefined) {
    const open = typeOf(['i32', 'i32', 'i32', 'i32'], ['i32']);
    const path = memoryAddress(PATH);
    const opened = imported('env', '__syscall_openat', open);
    start.push(0x41, ...signed(-100), ...path, 0x41, 0, 0x41, 0, 0x10, opened, 0x24, RESULT);
  }
  const given = options.empties
    ? [0x23, MEMORY_BASE, 0x28, 2, ...unsigned(2 * PAGE)]
    : asks !== undefined
      ? [0x10, imported('env', asks, init)]
      : opensAtStart !== undefined
        ? [0x23, RESULT]
        : [0x41, ...signed(answer)];
  if (callsAddress !== undefined) given.unshift(0x23, RESULT, 0x11, asked, 0);
  const strange = (options.imports ?? []).map(({ module, name: of, type }) => {
    if (type === undefined) return entry(module, of, [0x03, KINDS.anything, 0x00]);
    imported(module, of, typeOf(...type));
    return [];
  });
  const imports = [
    entry('env', 'memory', [0x02, 0x00, 1]),
    entry('env', '__indirect_function_table', [0x01, KINDS.function, 0x00, 1]),
    entry('env', '__memory_base', [0x03, KINDS.i32, 0x00]),
    entry('env', '__table_base', [0x03, KINDS.i32, 0x00]),
    ...(callsAddress === undefined
      ? []
      : [entry('GOT.func', callsAddress, [0x03, KINDS.i32, 0x01])]),
    ...strange.filter((one) => one.length > 0),
    ...functions,
  ];
  const first = functions.length;
  const [INIT, METHOD, GIVEN, START] = [first, first + 1, first + 2, first + 3] as const;
  const method = typeOf(['i32', 'i32'], ['i32']);
  const exported = [...(options.exports ?? []), ...(options.javascript ? ['__em_js__shout'] : [])];
  const data = definition(name, opensAtStart ?? '');
  if (options.empties) data.push(...new Array(3 * PAGE - SIZE).fill(42));
  const needed = list((options.needs ?? []).map(text));
  const asksFor = [
    ...unsigned(options.memorySize ?? data.length),
    4,
    ...unsigned(options.tableSize ?? 1),
    0,
  ];
  return Uint8Array.from([
    ...[0x00, 0x61, 0x73, 0x6d, 1, 0, 0, 0],
    // Memory aligned to 16; table.
    ...section(0, [
      ...text(options.section ?? 'dylink.0'),
      ...[1, ...unsigned(asksFor.length), ...asksFor],
      ...[2, ...unsigned(needed.length), ...needed],
    ]),
    ...(options.padded ? section(0, [...text('padding'), ...new Array(300).fill(1)]) : []),
    ...section(1, list(types)),
    ...section(2, list(imports)),
    ...section(3, list([[init], [method], [init], [asked]])),
    ...(opensAtStart === undefined ? [] : section(6, list([[KINDS.i32, 0x01, 0x41, 0x00, 0x0b]]))),
    ...section(
      7,
      list([
        [...text(`PyInit_${name}`), 0x00, INIT],
        ...exported.map((one) => [...text(one), 0x00, GIVEN]),
      ]),
    ),
    ...(start.length > 0 ? section(8, [START]) : []),
    ...section(9, list([[0, 0x23, TABLE_BASE, 0x0b, ...list([[METHOD]])]])),
    ...section(
      10,
      list([
        body([...(options.empties ? emptying : []), ...initCode, 0x10, create]),
        body([0x10, GIVEN, 0x10, toPython]),
        body(given),
        body(start),
      ]),
    ),
    ...section(11, list([[0, 0x23, MEMORY_BASE, 0x0b, ...unsigned(data.length), ...data]])),
  ]);
}

// Where the parts of the definition lie.
const NAME = 64;
const METHODS = 80;
const METHOD_NAME = 112;
const PATH = 128;
const SIZE = 160;
const PAGE = 4096;

/** Fills the second and third page of its data with zeros. */
const emptying = [
  ...memoryAddress(PAGE),
  ...[0x41, 0, 0x41, ...signed(2 * PAGE), 0xfc, 0x0b, 0x00],
];

/** Fills in the addresses of PyModuleDef and PyMethodDef, then creates the module. */
const initCode: number[] = [
  ...store(20, [...memoryAddress(NAME)]),
  ...store(32, [...memoryAddress(METHODS)]),
  ...store(METHODS, [...memoryAddress(METHOD_NAME)]),
  ...store(METHODS + 4, [0x23, TABLE_BASE]),
  ...[0x23, MEMORY_BASE, 0x41, ...signed(1013)],
];

/** PyModuleDef at 0, then the names, and a PyMethodDef that takes no arguments. */
function definition(name: string, path: string): number[] {
  const bytes = new Uint8Array(SIZE);
  const view = new DataView(bytes.buffer);
  view.setInt32(28, -1, true);
  view.setInt32(METHODS + 8, 4, true);
  bytes.set(new TextEncoder().encode(name.slice(0, 15)), NAME);
  bytes.set(new TextEncoder().encode('answer'), METHOD_NAME);
  bytes.set(new TextEncoder().encode(path.slice(0, 31)), PATH);
  return [...bytes];
}

function memoryAddress(offset: number): number[] {
  return [0x23, MEMORY_BASE, 0x41, ...signed(offset), 0x6a];
}

function store(offset: number, value: number[]): number[] {
  return [0x23, MEMORY_BASE, ...value, 0x36, 2, ...unsigned(offset)];
}

function section(id: number, content: number[]): number[] {
  return [id, ...unsigned(content.length), ...content];
}

function list(items: number[][]): number[] {
  return [...unsigned(items.length), ...items.flat()];
}

function entry(module: string, name: string, kind: number[]): number[] {
  return [...text(module), ...text(name), ...kind];
}

function func(parameters: readonly Kind[], results: readonly Kind[]): number[] {
  const kinds = (of: readonly Kind[]): number[] => list(of.map((kind) => [KINDS[kind]]));
  return [0x60, ...kinds(parameters), ...kinds(results)];
}

function body(code: number[]): number[] {
  const whole = [0, ...code, 0x0b];
  return [...unsigned(whole.length), ...whole];
}

function text(value: string): number[] {
  const bytes = new TextEncoder().encode(value);
  return [...unsigned(bytes.length), ...bytes];
}

function unsigned(value: number): number[] {
  return value < 128 ? [value] : [(value & 127) | 128, ...unsigned(value >>> 7)];
}

function signed(value: number): number[] {
  const low = value & 127;
  const rest = value >> 7;
  const done = (rest === 0 && (low & 64) === 0) || (rest === -1 && (low & 64) !== 0);
  return done ? [low] : [low | 128, ...signed(rest)];
}
