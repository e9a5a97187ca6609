import { dependencies, type NamedType } from './python-type.ts';

/** Names that the stubs use themselves, or that a reader takes for something else. */
const reserved = new Set(
  (
    'Any Literal Never NotRequired ToolError TypedDict TypeAlias Unpack asyncio tools ' +
    'bool bytes complex dict float frozenset int list object set str tuple type ' +
    'False None True Exception BaseException Ellipsis'
  ).split(' '),
);

/** The names of generated types: each type has one, and types that are the same share one. */
export class TypeNames {
  readonly #taken: Set<string>;
  readonly #types = new Map<string, NamedType>();
  readonly #names = new Map<NamedType, string>();

  /** @param functions Names that functions have. */
  constructor(functions: Iterable<string>) {
    this.#taken = new Set([...reserved, ...functions]);
  }

  /** Names a type and those it depends on. The order of calls decides who gets the plain name. */
  add(type: NamedType): void {
    const toName = [type];
    for (let next = toName.shift(); next !== undefined; next = toName.shift()) {
      if (this.#names.has(next)) continue;
      this.#names.set(next, this.#nameFor(next));
      toName.push(...dependencies(next));
    }
  }

  readonly nameOf = (type: NamedType): string => this.#names.get(type) ?? 'Any';

  #nameFor(type: NamedType): string {
    for (let count = 1; ; count += 1) {
      const name = count === 1 ? type.preferred : `${type.preferred}${count}`;
      const holder = this.#types.get(name);
      if (holder !== undefined && holder.key() === type.key()) return name;
      if (this.#taken.has(name)) continue;
      this.#taken.add(name);
      this.#types.set(name, type);
      return name;
    }
  }

  /** Each type once, after those it depends on, otherwise by name. */
  inOrder(): { name: string; type: NamedType }[] {
    const ordered: { name: string; type: NamedType }[] = [];
    const met = new Set<string>();
    const visit = (name: string): void => {
      const type = this.#types.get(name);
      if (met.has(name) || type === undefined) return;
      met.add(name);
      for (const inner of dependencies(type).map(this.nameOf).sort()) visit(inner);
      ordered.push({ name, type });
    };
    for (const name of [...this.#types.keys()].sort()) visit(name);
    return ordered;
  }
}
