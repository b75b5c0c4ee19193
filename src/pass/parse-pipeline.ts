import { nearestName } from './nearest-name.ts';
import { type Pass, type PassRegistry, passOfVariant } from './pass.ts';
import { type Pipeline, passesOf, printPipeline, withoutPasses } from './pipeline.ts';
import { currentPassName } from './renamed-passes.ts';

/** How deep `repeat` may stand within `repeat`. */
const MAX_NESTING = 16;

/** Text that is not a pipeline, or that names a pass nobody knows. */
export class PipelineSyntaxError extends Error {
  override readonly name = 'PipelineSyntaxError';
  readonly code = 'PIPELINE_SYNTAX';
  /** The column of what is not understood, counted from 1. */
  readonly column: number;

  constructor(detail: string, options: ErrorOptions & { readonly column: number }) {
    super(`column ${options.column}: ${detail}`, options);
    this.column = options.column;
  }
}

interface Token {
  /** A name, perhaps with a variant, or one of `,`, `(`, `)` and `-`; empty at the end. */
  readonly text: string;
  readonly column: number;
}

/** A pipeline that others name. */
export interface NamedText {
  readonly text: string;
  /** Passes as text that come behind all others, wherever the pipeline is named; may be empty. */
  readonly ending: string;
}

/**
 * Makes the passes of a textual pipeline, `gvn,repeat(peephole,dead-code)`. A name may carry the variant of
 * a pass in angle brackets, without blanks, `switch-formation<lists>`, and may be one that the pass had
 * before (`renamed-passes.ts`). It may be that of a pipeline, `my-pass,O2`, whose passes then stand there,
 * but for its ending, which comes last of all and once. `- NAME` behind a pipeline or a `repeat` leaves out
 * a pass of it, in all variants where the name has none: `O2 - gvn - code-motion`. Blanks are free but
 * before that sign; the empty text is the empty pipeline.
 *
 * @throws {@link PipelineSyntaxError} at the first thing that is not understood.
 */
export function parsePipeline(
  text: string,
  registry: PassRegistry,
  named: ReadonlyMap<string, NamedText> = new Map(),
): Pipeline {
  return new Parser(text, registry, named).parse();
}

class Parser {
  readonly #tokens: TokenReader;
  readonly #registry: PassRegistry;
  readonly #named: ReadonlyMap<string, NamedText>;
  /** By text, the endings of the pipelines that are named. */
  readonly #endings = new Map<string, Pipeline>();

  constructor(text: string, registry: PassRegistry, named: ReadonlyMap<string, NamedText>) {
    this.#tokens = new TokenReader(text);
    this.#registry = registry;
    this.#named = named;
  }

  parse(): Pipeline {
    if (this.#tokens.peek().text === '') {
      return [];
    }
    const steps = this.#steps(0);
    const rest = this.#tokens.next();
    if (rest.text !== '') {
      throw unexpected(rest, "',' or the end");
    }
    return [...steps, ...[...this.#endings.values()].flat()];
  }

  #steps(depth: number): Pipeline {
    const steps = [...this.#step(depth)];
    while (this.#tokens.peek().text === ',') {
      this.#tokens.next();
      steps.push(...this.#step(depth));
    }
    return steps;
  }

  #step(depth: number): Pipeline {
    const name = this.#tokens.next();
    if (!/^\w/.test(name.text)) {
      throw unexpected(name, "the name of a pass or of a pipeline, or 'repeat(…)'");
    }
    if (name.text === 'repeat') {
      return this.#leaveOut({ steps: this.#repeat(depth + 1), what: 'the repetition' });
    }
    const named = this.#named.get(name.text);
    if (named !== undefined) {
      const steps = parsePipeline(named.text, this.#registry);
      return this.#leaveOut({ steps, what: `'${name.text}'`, ending: named.ending });
    }
    return [this.#pass(name)];
  }

  #pass(name: Token): Pass {
    const registry = this.#registry;
    const make = registry.get(name.text) ?? registry.get(currentPassName(name.text));
    if (make === undefined) {
      throw (
        this.#gluedDifference(name) ??
        unknownVariant(name, registry) ??
        unknownPass(name, [...registry.keys()], [...this.#named.keys()])
      );
    }
    return make();
  }

  #repeat(depth: number): Pipeline {
    const open = this.#tokens.next();
    if (open.text !== '(') {
      throw unexpected(open, "'(' after 'repeat'");
    }
    if (depth > MAX_NESTING) {
      throw new PipelineSyntaxError(`'repeat' is nested more than ${MAX_NESTING} deep`, open);
    }
    const repeat = this.#steps(depth);
    const close = this.#tokens.next();
    if (close.text !== ')') {
      throw unexpected(close, "',' or ')'");
    }
    return [{ repeat }];
  }

  /** The steps without the passes that `- NAME` behind them leaves out, of the ending too. */
  #leaveOut({ steps, what, ending = '' }: Whole): Pipeline {
    let left = { steps, ending: parsePipeline(ending, this.#registry) };
    while (this.#tokens.peek().text === '-') {
      this.#tokens.next();
      const name = this.#tokens.next();
      if (!/^\w/.test(name.text)) {
        throw unexpected(name, "the name of a pass to leave out behind '-'");
      }
      const names = passesOf([...left.steps, ...left.ending]).map((pass) => pass.name);
      const isMeant = matcherFor(name.text, names);
      if (!names.some(isMeant)) {
        this.#pass(name);
        const known = [...new Set(names)].join(', ');
        const detail = `there is no '${name.text}' in ${what} to leave out (it has: ${known})`;
        throw new PipelineSyntaxError(detail, name);
      }
      left = {
        steps: withoutPasses(left.steps, isMeant),
        ending: withoutPasses(left.ending, isMeant),
      };
    }
    if (left.ending.length > 0) {
      this.#endings.set(printPipeline(left.ending), left.ending);
    }
    return left.steps;
  }

  /** What is wrong with `O2-gvn`; `null` for other names. */
  #gluedDifference({ text, column }: Token): PipelineSyntaxError | null {
    const [whole = '', ...rest] = text.split('-');
    const detail = `unknown pass '${text}'; to leave a pass out, write '${whole} - ${rest.join('-')}'`;
    return this.#named.has(whole) ? new PipelineSyntaxError(detail, { column }) : null;
  }
}

/** What passes are left out of. */
interface Whole {
  readonly steps: Pipeline;
  /** What it is called in errors. */
  readonly what: string;
  readonly ending?: string;
}

/**
 * Tells which of `names` are meant by `name`: that pass, in all variants where it has none; else the one
 * that goes by it no longer.
 */
function matcherFor(name: string, names: readonly string[]): (pass: string) => boolean {
  if (name.includes('<')) {
    return (pass) => pass === name;
  }
  const isKnown = names.some((pass) => passOfVariant(pass) === name);
  const sought = isKnown ? name : passOfVariant(currentPassName(name));
  return (pass) => passOfVariant(pass) === sought;
}

/** The words and signs of a pipeline, from left to right. */
class TokenReader {
  readonly #tokens: readonly Token[];
  #index = 0;

  constructor(text: string) {
    const found = [...text.matchAll(/\w[\w-]*(?:<[^\s,()<>]*>?)?|\S/g)].map((match) => ({
      text: match[0],
      column: match.index + 1,
    }));
    this.#tokens = [...found, { text: '', column: text.length + 1 }];
  }

  peek(): Token {
    return this.#tokens[this.#index] ?? { text: '', column: 1 };
  }

  next(): Token {
    const token = this.peek();
    this.#index = Math.min(this.#index + 1, this.#tokens.length - 1);
    return token;
  }
}

function unexpected({ text, column }: Token, expected: string): PipelineSyntaxError {
  const found = text === '' ? 'the end' : `'${text}'`;
  return new PipelineSyntaxError(`expected ${expected}, found ${found}`, { column });
}

/** What is wrong with the variant that `text` names; `null` where it names none, or the pass is unknown. */
function unknownVariant(
  { text, column }: Token,
  registry: PassRegistry,
): PipelineSyntaxError | null {
  const [pass = '', variant] = text.split('<');
  const known = [...registry.keys()].filter((name) => passOfVariant(name) === pass);
  if (variant === undefined || known.length === 0) {
    return null;
  }
  if (!variant.endsWith('>')) {
    const end = { column: column + text.length };
    return new PipelineSyntaxError(`expected '>' after '${text}'`, end);
  }
  const detail =
    known.length === 1
      ? `'${pass}' has no variants, so no '<${variant}'`
      : `'${pass}' has no variant '<${variant}' (known: ${known.join(', ')})`;
  return new PipelineSyntaxError(detail, { column });
}

function unknownPass(
  { text, column }: Token,
  passes: readonly string[],
  pipelines: readonly string[],
): PipelineSyntaxError {
  const near = nearestName(text, [...pipelines, ...passes]);
  const suggestion = near === null ? '' : `; did you mean '${near}'?`;
  const named = pipelines.length === 0 ? '' : `; pipelines: ${pipelines.join(', ')}`;
  const detail = `unknown pass '${text}'${suggestion} (known: ${passes.join(', ')}${named})`;
  return new PipelineSyntaxError(detail, { column });
}
