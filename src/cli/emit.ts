import { InvalidArgumentError } from 'commander';
import { type CompileOptions, compile } from '../compiler/compile.ts';
import type { FilterView } from '../ir/filter-view.ts';
import { printFilter } from '../ir/print.ts';
import type { FilterSource } from '../source/filter-source.ts';
import { languageNamed } from '../source/sources.ts';
import { UnsupportedError } from '../support/unsupported.ts';
import type { AnnouncedTarget, FormatReader, Target } from '../target/target.ts';
import { NAMED_TARGETS, TARGETS } from '../target/targets.ts';
import { UsageError } from './errors/usage-error.ts';

/** What of a compilation the outputs need. */
export interface EmitInput {
  readonly filter: FilterView;
  /** A title for drawings: the expression, or the name of the input. */
  readonly title: string;
  /** What was compiled and how, for drawings of each step. */
  readonly source: FilterSource;
  readonly options: CompileOptions;
  /** The options of the target that are given. */
  readonly settings: Readonly<Record<string, string>>;
  /** Takes what the reader of the code may not expect. */
  readonly onRemark: (message: string) => void;
}

/** Makes one output: text that ends in a line break, or bytes. */
type Emitter = (input: EmitInput) => Promise<string | Uint8Array> | string | Uint8Array;

/** How long the layout of one drawing may take, in milliseconds. */
const LAYOUT_DEADLINE = 30_000;

/** Larger graphs can be laid out, but nobody can read them. */
const MAX_DRAWN_BLOCKS = 20_000;

/** What `--emit` can name, each with its formats, the default first. */
const FORMATS: ReadonlyMap<string, ReadonlyMap<string, Emitter>> = new Map<
  string,
  ReadonlyMap<string, Emitter>
>([
  ['ir', new Map<string, Emitter>([['text', ({ filter }) => printFilter(filter)]])],
  ...NAMED_TARGETS.map((target) => [target.name, emittersOf(target)] as const),
  [
    'cfg',
    new Map<string, Emitter>([
      ['svg', drawSvg],
      ['dot', drawDot],
      ['html', drawHtml],
    ]),
  ],
]);

function emittersOf(target: Target | AnnouncedTarget): ReadonlyMap<string, Emitter> {
  if (!('lower' in target)) {
    return new Map([...target.formats.keys()].map((format) => [format, refusal(target)]));
  }
  return new Map(
    [...target.formats].map(([name, format]) => [
      name,
      ({ filter, options: { semantics = 'strict' }, settings, onRemark }) => {
        const lowered = target.lower(filter, { semantics, settings });
        for (const remark of lowered.remarks ?? []) {
          onRemark(remark);
        }
        return format.print(lowered);
      },
    ]),
  );
}

function refusal({ name }: AnnouncedTarget): Emitter {
  return () => {
    throw new UnsupportedError(
      `--emit ${name} is not there yet; there is ${EMIT_KINDS.join(', ')}`,
    );
  };
}

/** What a format of a kind is for; `null` where it may be for anything. */
export const readerOf = (kind: string, format: string | undefined): FormatReader | null =>
  TARGETS.find(({ name }) => name === kind)?.formats.get(format ?? '')?.reader ?? null;

/** What `--emit` can name; what is not there yet is refused, and told nobody. */
export const EMIT_KINDS: readonly string[] = [...FORMATS.keys()].filter((kind) =>
  NAMED_TARGETS.every((target) => target.name !== kind || 'lower' in target),
);

/** The formats of each kind, for the help. */
export const FORMATS_HELP: string = EMIT_KINDS.map(
  (kind) => `${kind}: ${[...(FORMATS.get(kind)?.keys() ?? [])].join(', ')}`,
).join('; ');

/** @throws InvalidArgumentError where nothing can be emitted that is called so. */
export function parseEmitKind(text: string): string {
  if (!FORMATS.has(text)) {
    throw new InvalidArgumentError(`Allowed choices are ${EMIT_KINDS.join(', ')}.`);
  }
  return text;
}

/**
 * The output that `--emit` and `--format` name; the first format of the kind where none is named.
 *
 * @throws {@link UsageError} where the kind has no such format.
 */
export function emitterOf(kind: string, format: string | undefined): Emitter {
  const formats = FORMATS.get(kind) ?? new Map<string, Emitter>();
  const known = [...formats.keys()];
  const emitter = formats.get(format ?? known[0] ?? '');
  if (emitter === undefined) {
    throw new UsageError(`--emit ${kind} has no format '${format}'; there is ${known.join(', ')}`);
  }
  return emitter;
}

async function drawSvg({ filter }: EmitInput): Promise<string> {
  const { controlFlowGraph } = await import('../artifact/control-flow-graph.ts');
  const { renderCfgSvg } = await import('../report/cfg/render-graph.ts');
  return renderCfgSvg(controlFlowGraph(filter), LAYOUT_DEADLINE);
}

async function drawDot({ filter }: EmitInput): Promise<string> {
  const { controlFlowGraph } = await import('../artifact/control-flow-graph.ts');
  const { renderCfgDot } = await import('../report/cfg/render-graph.ts');
  return renderCfgDot(controlFlowGraph(filter));
}

/** Compiles again to record each step; what observes the options has been told already. */
async function drawHtml({ title, source, options }: EmitInput): Promise<string> {
  const { StageRecorder } = await import('../artifact/stages.ts');
  const { renderCfgHtml } = await import('../report/cfg-page.ts');
  const recorder = new StageRecorder({ graphs: 'all', maxBlocks: MAX_DRAWN_BLOCKS });
  const { onInput: _told, onPass: _heard, ...quiet } = options;
  const { filter } = compile(source, recorder.watch<CompileOptions>(quiet));
  return renderCfgHtml({
    title,
    ...('text' in source && languageNamed(source.kind).isExpression
      ? { expression: source.text }
      : {}),
    staged: recorder.finish(filter),
    deadline: LAYOUT_DEADLINE,
  });
}
