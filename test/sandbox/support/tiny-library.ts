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
  /** Exports what a compiler makes of JavaScript in C code. */
  javascript?: boolean;
}

const I32 = 0x7f;
const FUNCREF = 0x70;
const MEMORY_BASE = 0;
const TABLE_BASE = 1;

export function tinyLibrary(options: TinyLibraryOptions): Uint8Array {
  const { name, answer = 42, callsAtStart, javascript = false } = options;
  const starts = callsAtStart !== undefined;
  const imports = [
    entry('env', 'memory', [0x02, 0x00, 1]),
    entry('env', '__indirect_function_table', [0x01, FUNCREF, 0x00, 1]),
    entry('env', '__memory_base', [0x03, I32, 0x00]),
    entry('env', '__table_base', [0x03, I32, 0x00]),
    entry('env', 'PyModule_Create2', [0x00, 1]),
    entry('env', 'PyLong_FromLong', [0x00, 2]),
    ...(starts ? [entry('env', callsAtStart, [0x00, 3])] : []),
  ];
  const first = starts ? 3 : 2;
  const exports = [
    [...text(`PyInit_${name}`), 0x00, first],
    ...(javascript ? [[...text('__em_js__shout'), 0x00, first]] : []),
  ];
  const bodies = [body(initCode), body([0x41, ...signed(answer), 0x10, 1])];
  if (starts) bodies.push(body([0x10, 2]));
  return Uint8Array.from([
    ...[0x00, 0x61, 0x73, 0x6d, 1, 0, 0, 0],
    // Memory: 128 bytes aligned to 16; table: one entry.
    ...section(0, [...text('dylink.0'), 1, 5, ...unsigned(128), 4, 1, 0]),
    ...section(
      1,
      list([func([], [I32]), func([I32, I32], [I32]), func([I32], [I32]), func([], [])]),
    ),
    ...section(2, list(imports)),
    ...section(3, list([[0], [1], ...(starts ? [[3]] : [])])),
    ...section(7, list(exports)),
    ...(starts ? section(8, [first + 2]) : []),
    ...section(9, list([[0, 0x23, TABLE_BASE, 0x0b, ...list([[first + 1]])]])),
    ...section(10, list(bodies)),
    ...section(11, list([[0, 0x23, MEMORY_BASE, 0x0b, ...unsigned(128), ...definition(name)]])),
  ]);
}

// Where the parts of the definition lie.
const NAME = 64;
const METHODS = 80;
const METHOD_NAME = 112;

/** Fills in the addresses of PyModuleDef and PyMethodDef, then creates the module. */
const initCode: number[] = [
  ...store(20, [...memoryAddress(NAME)]),
  ...store(32, [...memoryAddress(METHODS)]),
  ...store(METHODS, [...memoryAddress(METHOD_NAME)]),
  ...store(METHODS + 4, [0x23, TABLE_BASE]),
  ...[0x23, MEMORY_BASE, 0x41, ...signed(1013), 0x10, 0],
];

/** PyModuleDef at 0, then the names, and a PyMethodDef that takes no arguments. */
function definition(name: string): number[] {
  const bytes = new Uint8Array(128);
  const view = new DataView(bytes.buffer);
  view.setInt32(28, -1, true);
  view.setInt32(METHODS + 8, 4, true);
  bytes.set(new TextEncoder().encode(name.slice(0, 15)), NAME);
  bytes.set(new TextEncoder().encode('answer'), METHOD_NAME);
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

function func(parameters: number[], results: number[]): number[] {
  return [
    0x60,
    ...unsigned(parameters.length),
    ...parameters,
    ...unsigned(results.length),
    ...results,
  ];
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
