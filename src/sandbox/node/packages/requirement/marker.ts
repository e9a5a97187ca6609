/** Facts of an interpreter that a marker can ask for. */
export const MARKER_VARIABLES = [
  'implementation_name',
  'implementation_version',
  'os_name',
  'platform_machine',
  'platform_python_implementation',
  'platform_release',
  'platform_system',
  'platform_version',
  'python_full_version',
  'python_version',
  'sys_platform',
  'extra',
] as const;

export type MarkerVariable = (typeof MARKER_VARIABLES)[number];
export type MarkerOperator = '~=' | '===' | '==' | '!=' | '<=' | '>=' | '<' | '>' | 'in' | 'not in';
export type MarkerOperand = { variable: MarkerVariable } | { text: string };

/** A condition on the interpreter, for instance `python_version < "3.11" and os_name == "nt"`. */
export type Marker =
  | { kind: 'and' | 'or'; parts: readonly Marker[] }
  | { kind: 'compare'; left: MarkerOperand; operator: MarkerOperator; right: MarkerOperand };

/** Names that were used before PEP 508 and still stand in metadata. */
const OLD_NAMES: Readonly<Record<string, MarkerVariable>> = {
  'os.name': 'os_name',
  'sys.platform': 'sys_platform',
  'platform.version': 'platform_version',
  'platform.machine': 'platform_machine',
  'platform.python_implementation': 'platform_python_implementation',
  python_implementation: 'platform_python_implementation',
};

const TOKEN =
  /[ \t]*(?:([()])|(~=|===|==|!=|<=|>=|<|>)|("[^"]*"|'[^']*')|([A-Za-z_][A-Za-z0-9_.]*))/y;

/** Deeper brackets than anyone writes; the parser enters itself once for each. */
const DEEPEST = 50;

/**
 * Reads a marker as PEP 508 defines it.
 *
 * @throws SyntaxError that says what stands where something else was expected.
 */
export function parseMarker(source: string): Marker {
  return new MarkerParser(source).parse();
}

class MarkerParser {
  readonly #source: string;
  #at = 0;
  #depth = 0;

  constructor(source: string) {
    this.#source = source;
  }

  parse(): Marker {
    const marker = this.#or();
    if (this.#peek() !== '') this.#expected('`and`, `or` or the end');
    return marker;
  }

  #or(): Marker {
    return this.#chain('or', () => this.#chain('and', () => this.#atom()));
  }

  #chain(kind: 'and' | 'or', next: () => Marker): Marker {
    const first = next();
    const parts = [first];
    while (this.#peek() === kind) {
      this.#take();
      parts.push(next());
    }
    return parts.length === 1 ? first : { kind, parts };
  }

  #atom(): Marker {
    if (this.#peek() !== '(') return this.#comparison();
    this.#take();
    this.#depth += 1;
    if (this.#depth > DEEPEST) throw new SyntaxError(`brackets are more than ${DEEPEST} deep`);
    const inner = this.#or();
    this.#depth -= 1;
    if (this.#peek() !== ')') this.#expected('`)`');
    this.#take();
    return inner;
  }

  #comparison(): Marker {
    const left = this.#operand();
    const operator = this.#operator();
    const right = this.#operand();
    if ('text' in left && 'text' in right) {
      throw new SyntaxError('two texts are compared, which says nothing of the interpreter');
    }
    return { kind: 'compare', left, operator, right };
  }

  #operand(): MarkerOperand {
    const token = this.#peek();
    const quoted = /^["']/.test(token);
    const name = OLD_NAMES[token] ?? token;
    const known = (MARKER_VARIABLES as readonly string[]).includes(name);
    if (!quoted && !known) this.#expected('a variable or a quoted text');
    this.#take();
    return quoted ? { text: token.slice(1, -1) } : { variable: name as MarkerVariable };
  }

  #operator(): MarkerOperator {
    const token = this.#peek();
    if (token === 'not') {
      this.#take();
      if (this.#peek() !== 'in') this.#expected('`in`');
      this.#take();
      return 'not in';
    }
    if (!/^(in|~=|={2,3}|!=|[<>]=?)$/.test(token)) this.#expected('a comparison');
    this.#take();
    return token as MarkerOperator;
  }

  /** The token that comes next; empty at the end. */
  #peek(): string {
    TOKEN.lastIndex = this.#at;
    return TOKEN.exec(this.#source)?.[0].trim() ?? this.#rest();
  }

  #take(): void {
    TOKEN.lastIndex = this.#at;
    if (TOKEN.test(this.#source)) this.#at = TOKEN.lastIndex;
  }

  #rest(): string {
    return this.#source.slice(this.#at).trim();
  }

  #expected(what: string): never {
    const rest = this.#rest().slice(0, 40);
    throw new SyntaxError(`${what} was expected ${rest === '' ? 'at the end' : `before ${rest}`}`);
  }
}
