/** A value in which numbers stand for big integers until they are given back. */
export interface BorrowedIntegers {
  value: unknown;
  giveBack: () => void;
}

const nothingToGiveBack = () => undefined;

/**
 * Puts the nearest number in the place of each BigInt, because a JSON Schema validator takes a
 * BigInt for no integer. `own` says that the value may be changed; otherwise a copy is.
 */
export function borrowBigIntegers(value: unknown, own: boolean): BorrowedIntegers {
  if (!holdsBigInteger(value)) return { value, giveBack: nothingToGiveBack };
  const held: (() => void)[] = [];
  const swap = (node: unknown, put: (value: unknown) => void): void => {
    if (typeof node === 'bigint') {
      put(Number(node));
      held.push(() => put(node));
    } else if (typeof node === 'object' && node !== null) {
      const holder = node as Record<string, unknown>;
      for (const key of Object.keys(holder)) {
        swap(holder[key], (inner) => setOwn(holder, key, inner));
      }
    }
  };
  const root = { value: own ? value : structuredClone(value) };
  swap(root.value, (inner) => {
    root.value = inner;
  });
  return {
    get value() {
      return root.value;
    },
    giveBack: () => {
      for (const put of held) put();
    },
  };
}

function holdsBigInteger(value: unknown): boolean {
  if (typeof value === 'bigint') return true;
  if (typeof value !== 'object' || value === null) return false;
  return Object.values(value).some(holdsBigInteger);
}

// Plain assignment to `__proto__` would change the prototype.
function setOwn(holder: object, key: string, value: unknown): void {
  Object.defineProperty(holder, key, {
    value,
    writable: true,
    enumerable: true,
    configurable: true,
  });
}
