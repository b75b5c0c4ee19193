import { nearestName } from './nearest-name.ts';
import { type PassRegistry, passOfVariant } from './pass.ts';
import type { Pipeline, PipelineStep } from './pipeline.ts';
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
  /** A name, perhaps with a variant, or one of `,`, `(` and `)`; empty at the end. */
  readonly text: string;
  readonly column: number;
}

/**
 * Makes the passes of a textual pipeline, `gvn,repeat(peephole,dead-code)`. A name may carry the variant of
 * a pass in angle brackets, without blanks, `switch-formation<lists>`, and may be one that the pass had
 * before (`renamed-passes.ts`). Blanks are free elsewhere; the empty text is the empty pipeline.
 *
 * @throws {@link PipelineSyntaxError} at the first thing that is not understood.
 */
export function parsePipeline(text: string, registry: PassRegistry): Pipeline {
  const tokens = new TokenReader(text);
  if (tokens.peek().text === '') {
    return [];
  }
  const steps = parseSteps(tokens, registry, 0);
  const rest = tokens.next();
  if (rest.text !== '') {
    throw unexpected(rest, "',' or the end");
  }
  return steps;
}

function parseSteps(tokens: TokenReader, registry: PassRegistry, depth: number): Pipeline {
  const steps = [parseStep(tokens, registry, depth)];
  while (tokens.peek().text === ',') {
    tokens.next();
    steps.push(parseStep(tokens, registry, depth));
  }
  return steps;
}

function parseStep(tokens: TokenReader, registry: PassRegistry, depth: number): PipelineStep {
  const name = tokens.next();
  if (!/^[\w-]/.test(name.text)) {
    throw unexpected(name, "the name of a pass or 'repeat(…)'");
  }
  if (name.text === 'repeat') {
    return parseRepeat(tokens, registry, depth + 1);
  }
  const make = registry.get(name.text) ?? registry.get(currentPassName(name.text));
  if (make === undefined) {
    throw unknownVariant(name, registry) ?? unknownPass(name, registry);
  }
  return make();
}

function parseRepeat(tokens: TokenReader, registry: PassRegistry, depth: number): PipelineStep {
  const open = tokens.next();
  if (open.text !== '(') {
    throw unexpected(open, "'(' after 'repeat'");
  }
  if (depth > MAX_NESTING) {
    throw new PipelineSyntaxError(`'repeat' is nested more than ${MAX_NESTING} deep`, open);
  }
  const repeat = parseSteps(tokens, registry, depth);
  const close = tokens.next();
  if (close.text !== ')') {
    throw unexpected(close, "',' or ')'");
  }
  return { repeat };
}

/** The words and signs of a pipeline, from left to right. */
class TokenReader {
  readonly #tokens: readonly Token[];
  #index = 0;

  constructor(text: string) {
    const found = [...text.matchAll(/[\w-]+(?:<[^\s,()<>]*>?)?|\S/g)].map((match) => ({
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

function unknownPass({ text, column }: Token, registry: PassRegistry): PipelineSyntaxError {
  const near = nearestName(text, registry.keys());
  const suggestion = near === null ? '' : `; did you mean '${near}'?`;
  const known = [...registry.keys()].join(', ');
  return new PipelineSyntaxError(`unknown pass '${text}'${suggestion} (known: ${known})`, {
    column,
  });
}
