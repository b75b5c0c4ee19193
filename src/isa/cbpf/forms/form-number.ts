import { CbpfSyntaxError } from '../errors.ts';
import { FORM_CONSTANTS, SECCOMP_FIELDS } from './constants.ts';

/** A number as C, Go, Python and Rust write one, with the suffixes of types; or a name; or a sign. */
const PIECE =
  /\s*(?:(offsetof)\s*\(\s*struct\s+seccomp_data\s*,\s*([\w[\]]+)\s*\)|(0x[\da-f_]+?|0b[01_]+|\d[\d_]*?)(?:_?[ui](?:8|16|32|64|size)|[ul]+)?(?![\w])|([a-z_][\w.]*(?:::\w+)*)|(<<|>>|[()|+&~-]))/iy;

/** How tight the operators bind, as in C. */
const TIGHTNESS: Readonly<Record<string, number>> = {
  '|': 1,
  '&': 2,
  '<<': 3,
  '>>': 3,
  '+': 4,
  '-': 4,
};

const UNARY_TIGHTNESS = 5;

/** How deep parentheses and signs nest. */
const MAX_DEPTH = 50;

type Piece = number | string;

/**
 * The u32 that a constant expression stands for: `BPF_LD | BPF_H | BPF_ABS`, `0x28u16`, `-1`,
 * `offsetof(struct seccomp_data, nr)`.
 *
 * @throws {@link CbpfSyntaxError} where it is something else, which names constants that are not known.
 */
export function formNumber(text: string, line: number): number {
  const reader = new NumberReader(pieces(text.replace(/\bas\s+\w+/g, ''), line), text, line);
  return reader.whole();
}

function pieces(text: string, line: number): readonly Piece[] {
  const found: Piece[] = [];
  const source = text.trimEnd();
  PIECE.lastIndex = 0;
  for (let at = 0; at < source.length; at = PIECE.lastIndex) {
    PIECE.lastIndex = at;
    const match = PIECE.exec(source);
    if (match === null) {
      throw new CbpfSyntaxError(`'${text.trim()}' is not a number`, { line });
    }
    const [, offsetOf, field = '', digits, name, sign = ''] = match;
    if (digits !== undefined) {
      found.push(numberOf(digits));
    } else if (offsetOf !== undefined || name !== undefined) {
      found.push(
        constantNamed(offsetOf === undefined ? (name ?? '') : field, offsetOf !== undefined, line),
      );
    } else {
      found.push(sign);
    }
  }
  return found;
}

/** Octal has a leading 0 in C and Go. */
function numberOf(digits: string): number {
  const plain = digits.replaceAll('_', '');
  return /^0[0-7]+$/.test(plain) ? Number.parseInt(plain, 8) : Number(plain);
}

function constantNamed(name: string, isField: boolean, line: number): number {
  // Go and Rust put a package before the name.
  const bare = name.split(/\.|::/).at(-1) ?? name;
  const value = isField ? SECCOMP_FIELDS.get(name) : FORM_CONSTANTS.get(bare);
  if (value === undefined) {
    throw new CbpfSyntaxError(
      `the number of '${name}' is not known here; write the number, or let the compiler's preprocessor do so`,
      { line },
    );
  }
  return value;
}

/** Works out an expression, operators by how tight they bind. */
class NumberReader {
  readonly #pieces: readonly Piece[];
  readonly #text: string;
  readonly #line: number;
  #at = 0;

  constructor(parts: readonly Piece[], text: string, line: number) {
    this.#pieces = parts;
    this.#text = text;
    this.#line = line;
  }

  whole(): number {
    const value = this.#above(0, 0);
    return this.#at < this.#pieces.length ? this.#fail() : value;
  }

  #above(tightness: number, depth: number): number {
    let value = this.#one(depth + 1);
    for (;;) {
      const operator = this.#pieces[this.#at];
      const own = typeof operator === 'string' ? (TIGHTNESS[operator] ?? 0) : 0;
      if (own <= tightness) {
        return value;
      }
      this.#at += 1;
      value = applied(String(operator), value, this.#above(own, depth + 1));
    }
  }

  #one(depth: number): number {
    const piece = this.#pieces[this.#at];
    this.#at += 1;
    if (typeof piece === 'number') {
      return piece <= 0xffff_ffff ? piece : this.#fail();
    }
    if (depth > MAX_DEPTH) {
      return this.#fail();
    }
    switch (piece) {
      case '-':
        return -this.#above(UNARY_TIGHTNESS, depth) >>> 0;
      case '~':
        return ~this.#above(UNARY_TIGHTNESS, depth) >>> 0;
      case '(': {
        const value = this.#above(0, depth);
        this.#at += 1;
        return this.#pieces[this.#at - 1] === ')' ? value : this.#fail();
      }
      default:
        return this.#fail();
    }
  }

  #fail(): never {
    throw new CbpfSyntaxError(`'${this.#text.trim()}' is not a number of at most 32 bits`, {
      line: this.#line,
    });
  }
}

function applied(operator: string, a: number, b: number): number {
  switch (operator) {
    case '|':
      return (a | b) >>> 0;
    case '&':
      return (a & b) >>> 0;
    case '<<':
      return b > 31 ? 0 : (a << b) >>> 0;
    case '>>':
      return b > 31 ? 0 : a >>> b;
    case '+':
      return (a + b) >>> 0;
    default:
      return (a - b) >>> 0;
  }
}
