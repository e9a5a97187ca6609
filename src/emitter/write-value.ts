/** Objects that hold something other than their own properties, by their tag. */
const OPAQUE = new Set([
  'Map',
  'Set',
  'WeakMap',
  'WeakSet',
  'WeakRef',
  'Promise',
  'RegExp',
  'ArrayBuffer',
  'SharedArrayBuffer',
]);
const MOST_LEVELS = 100;
/** Longer integers are read by no Python. */
const LARGEST_INTEGER = 10n ** 4300n;

/** Ends the writing of a value whose text has become too long. */
class TooLong extends Error {}

/** How many characters the text may still take. */
interface Room {
  left: number;
}

/**
 * Writes any value as JSON text; undefined when that takes more than so many characters. What JSON
 * has no form for is replaced where it stands by `{"__unencodable__": "what it was"}`. A member that
 * is undefined is left out. Never throws, and calls nothing of the value but `toJSON` and getters.
 */
export function writeValue(value: unknown, mostCharacters: number): string | undefined {
  try {
    return write(value, [], { left: mostCharacters });
  } catch (error) {
    return error instanceof TooLong ? undefined : unencodable('a value that cannot be read');
  }
}

function write(value: unknown, holders: readonly object[], room: Room): string {
  if (typeof value === 'object' && value !== null) return writeObject(value, holders, room);
  if (typeof value === 'string' && value.length > room.left) throw new TooLong();
  return take(writeScalar(value), room);
}

function writeScalar(value: unknown): string {
  switch (typeof value) {
    case 'string':
    case 'boolean':
      return JSON.stringify(value);
    case 'number':
      return writeNumber(value);
    case 'bigint':
      return value < LARGEST_INTEGER && value > -LARGEST_INTEGER
        ? value.toString()
        : unencodable('an integer of more than 4,300 digits');
    case 'object':
      return 'null';
    case 'undefined':
      return unencodable('undefined');
    default:
      return unencodable(`a ${typeof value}`);
  }
}

function writeNumber(value: number): string {
  if (!Number.isFinite(value)) return unencodable(String(value));
  if (Object.is(value, -0)) return '-0.0';
  const text = String(value);
  // Its digits are those of the nearest float, and not an integer.
  return Number.isInteger(value) && !Number.isSafeInteger(value) && /^-?\d+$/.test(text)
    ? `${text}.0`
    : text;
}

function writeObject(value: object, holders: readonly object[], room: Room): string {
  if (holders.includes(value)) return take(unencodable('a value that holds itself'), room);
  if (holders.length >= MOST_LEVELS) {
    return take(unencodable(`more than ${MOST_LEVELS} levels`), room);
  }
  const inner = [...holders, value];
  try {
    const { toJSON } = value as { toJSON?: unknown };
    if (typeof toJSON === 'function') return write(toJSON.call(value, ''), inner, room);
    if (Array.isArray(value)) return writeArray(value, inner, room);
    if (value instanceof Error)
      return write({ name: value.name, message: value.message }, inner, room);
    const tag = Object.prototype.toString.call(value).slice('[object '.length, -1);
    if (OPAQUE.has(tag) || ArrayBuffer.isView(value)) {
      return take(unencodable(`a value of the class ${tag}`), room);
    }
    return writeMembers(value, inner, room);
  } catch (error) {
    if (error instanceof TooLong) throw error;
    return take(unencodable('a value that cannot be read'), room);
  }
}

function writeArray(items: readonly unknown[], holders: readonly object[], room: Room): string {
  const texts: string[] = [];
  for (let index = 0; index < items.length; index += 1) {
    texts.push(write(items[index], holders, room));
    take(',', room);
  }
  return `[${texts.join(',')}]`;
}

function writeMembers(value: object, holders: readonly object[], room: Room): string {
  const texts: string[] = [];
  for (const key of Object.keys(value)) {
    const member: unknown = (value as Record<string, unknown>)[key];
    if (member === undefined) continue;
    const name = take(`${JSON.stringify(key)}:`, room);
    texts.push(name + write(member, holders, room));
    take(',', room);
  }
  return `{${texts.join(',')}}`;
}

function take(text: string, room: Room): string {
  room.left -= text.length;
  if (room.left < 0) throw new TooLong();
  return text;
}

function unencodable(what: string): string {
  return JSON.stringify({ __unencodable__: what });
}
