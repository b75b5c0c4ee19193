import { type CompileOptions, compile } from '../compiler/compile.ts';
import type { FilterView } from '../ir/filter-view.ts';
import { printFilter } from '../ir/print.ts';
import { CBPF_FORMATS, isCbpfFormat, printProgram } from '../isa/cbpf/formats.ts';
import { lowerToCbpf } from '../lower/cbpf/lower.ts';
import { lowerToX64 } from '../lower/x64/lower.ts';
import type { FilterSource } from '../source/filter-source.ts';
import { UnsupportedError } from '../support/unsupported.ts';
import { UsageError } from './usage-error.ts';

/** What `--emit` can name. */
export type EmitKind = 'ir' | 'cbpf' | 'ebpf' | 'x64' | 'cfg';

export const EMIT_KINDS: readonly EmitKind[] = ['ir', 'cbpf', 'ebpf', 'x64', 'cfg'];

/** What of a compilation the outputs need. */
export interface EmitInput {
  readonly filter: FilterView;
  /** A title for drawings: the expression, or the name of the input. */
  readonly title: string;
  /** What was compiled and how, for drawings of each step. */
  readonly source: FilterSource;
  readonly options: CompileOptions;
}

/** Makes one output: text that ends in a line break, or bytes. */
type Emitter = (input: EmitInput) => Promise<string | Uint8Array> | string | Uint8Array;

/** How long the layout of one drawing may take, in milliseconds. */
const LAYOUT_DEADLINE = 30_000;

/** Larger graphs can be laid out, but nobody can read them. */
const MAX_DRAWN_BLOCKS = 2_000;

/** The formats of each kind, the default first. */
const FORMATS: Readonly<Record<EmitKind, ReadonlyMap<string, Emitter>>> = {
  ir: new Map<string, Emitter>([['text', ({ filter }) => printFilter(filter)]]),
  cbpf: new Map<string, Emitter>(
    Object.keys(CBPF_FORMATS)
      .filter(isCbpfFormat)
      .map((format) => [
        format,
        ({ filter, options: { semantics = 'strict' } }) =>
          printProgram(lowerToCbpf(filter, { semantics }), format),
      ]),
  ),
  ebpf: new Map<string, Emitter>(
    ['asm', 'raw', 'elf'].map((format) => [
      format,
      () => {
        throw new UnsupportedError('--emit ebpf is not supported yet');
      },
    ]),
  ),
  x64: new Map<string, Emitter>([
    ['asm', ({ filter }) => lowerToX64(filter).listing()],
    ['raw', ({ filter }) => lowerToX64(filter).bytes],
  ]),
  cfg: new Map<string, Emitter>([
    ['svg', drawSvg],
    ['dot', drawDot],
    ['html', drawHtml],
  ]),
};

/**
 * The output that `--emit` and `--format` name; the first format of the kind where none is named.
 *
 * @throws {@link UsageError} where the kind has no such format.
 */
export function emitterOf(kind: EmitKind, format: string | undefined): Emitter {
  const formats = FORMATS[kind];
  const known = [...formats.keys()];
  const emitter = formats.get(format ?? known[0] ?? '');
  if (emitter === undefined) {
    throw new UsageError(`--emit ${kind} has no format '${format}'; there is ${known.join(', ')}`);
  }
  return emitter;
}

async function drawSvg({ filter }: EmitInput): Promise<string> {
  const { controlFlowGraph } = await import('../artifact/control-flow-graph.ts');
  const { placeScene } = await import('../report/cfg/place-scene.ts');
  const { drawSvgFile } = await import('../report/cfg/draw-svg.ts');
  const { LayoutWorker } = await import('../report/cfg/layout-worker.ts');
  const { sceneOf } = await import('../report/cfg/scene.ts');
  const worker = new LayoutWorker();
  try {
    const scene = sceneOf(controlFlowGraph(filter));
    return drawSvgFile(await placeScene(scene, worker, LAYOUT_DEADLINE));
  } finally {
    await worker.close();
  }
}

async function drawDot({ filter }: EmitInput): Promise<string> {
  const { controlFlowGraph } = await import('../artifact/control-flow-graph.ts');
  const { printDot } = await import('../report/cfg/dot.ts');
  const { sceneOf } = await import('../report/cfg/scene.ts');
  return printDot(sceneOf(controlFlowGraph(filter)));
}

async function drawHtml({ title, source, options }: EmitInput): Promise<string> {
  const { StageRecorder } = await import('../artifact/stages.ts');
  const { renderCfgHtml } = await import('../report/cfg-page.ts');
  const recorder = new StageRecorder({ graphs: 'all', maxBlocks: MAX_DRAWN_BLOCKS });
  const { filter } = compile(source, recorder.watch(options));
  return renderCfgHtml({ title, staged: recorder.finish(filter), deadline: LAYOUT_DEADLINE });
}
