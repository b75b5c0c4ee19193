import { createRequire } from 'node:module';

/** A C function, called with the arguments of its prototype. */
type ForeignFunction = (...args: never) => unknown;

/** A shared library that is loaded into this process. It stays loaded until the process ends. */
export interface ForeignLibrary {
  /** The name or path by which it was found. */
  readonly path: string;
  /**
   * Looks up a C function.
   *
   * `prototype` is its declaration in C. The caller vouches that `Signature` agrees with it: pointers
   * are addresses (`bigint`, 0 for NULL) or memory of this process as typed arrays, which C sees in
   * place and only for the time of the call; `const char *` is text; 64-bit integers may be given as
   * numbers.
   */
  declare<Signature extends ForeignFunction>(prototype: string): Signature;
  /** The address of a symbol; `null` if the library has none of that name. */
  addressOf(symbol: string): bigint | null;
}

/** The door to C and to machine code in this process. */
export interface Foreign {
  /** The functions that the process itself has loaded, the C library's among them. */
  readonly self: ForeignLibrary;
  /** Loads the first of `names` that the system's loader finds; `null` if it finds none. */
  open(names: readonly string[]): ForeignLibrary | null;
  /** Makes the machine code at `address` callable; `prototype` as for `declare`, without a name. */
  functionAt<Signature extends ForeignFunction>(address: bigint, prototype: string): Signature;
}

/** koffi as far as it is used here; its own declarations are made of `any`. */
interface Koffi {
  load(path: string | null): {
    func(definition: string): unknown;
    symbol(name: string): bigint;
  };
  proto(definition: string): object;
  decode(address: bigint, type: object): unknown;
}

let loaded: Foreign | string | undefined;

/**
 * Loads koffi on the first call.
 *
 * @returns what it offers, or the reason why it can't be loaded here.
 */
export function loadForeign(): Foreign | string {
  loaded ??= tryLoad();
  return loaded;
}

function tryLoad(): Foreign | string {
  try {
    return wrap(createRequire(import.meta.url)('koffi') as Koffi);
  } catch (error) {
    return `the koffi package does not load on ${process.platform} ${process.arch}: ${String(error)}`;
  }
}

function wrap(koffi: Koffi): Foreign {
  const prototypes = new Map<string, object>();
  const prototypeOf = (definition: string): object => {
    const known = prototypes.get(definition) ?? koffi.proto(definition);
    prototypes.set(definition, known);
    return known;
  };
  return {
    self: openLibrary(koffi, null),
    open: (names) => firstOf(names, (name) => openLibrary(koffi, name)),
    functionAt: <Signature extends ForeignFunction>(address: bigint, prototype: string) =>
      koffi.decode(address, prototypeOf(prototype)) as Signature,
  };
}

function openLibrary(koffi: Koffi, path: string | null): ForeignLibrary {
  const library = koffi.load(path);
  return {
    path: path ?? 'this process',
    declare: <Signature extends ForeignFunction>(prototype: string) =>
      library.func(prototype) as Signature,
    addressOf: (symbol) => firstOf([symbol], (name) => library.symbol(name)),
  };
}

/** The first result of `attempt` that is reached without an exception; `null` if none is. */
function firstOf<Result>(
  names: readonly string[],
  attempt: (name: string) => Result,
): Result | null {
  for (const name of names) {
    try {
      return attempt(name);
    } catch {
      // Absent under this name: the next one may be there
    }
  }
  return null;
}
