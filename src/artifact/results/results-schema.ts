import { z } from 'zod';
import { type ExperimentResults, RESULTS_VERSION } from './results.ts';
import { joinLines, shareLines } from './shared-lines.ts';

/** A file that is no result of an experiment. The message names the file and the place in it. */
export class ResultsError extends Error {
  override readonly name = 'ResultsError';
  readonly code = 'RESULTS';
  readonly file: string;

  constructor(message: string, options: ErrorOptions & { readonly file: string }) {
    super(`${options.file}: ${message}`, options);
    this.file = options.file;
  }
}

const text = z.string();
const count = z.int().nonnegative();
const amount = z.number().nonnegative();
const sha256 = z.string().regex(/^[0-9a-f]{64}$/, 'expected a SHA-256 in hexadecimal');
const format = z.literal('bpfopt-results', 'not results of bpfopt');
const u32 = z.int().nonnegative().max(0xffff_ffff);

const environment = z.object({
  bpfopt: text,
  node: text,
  platform: text,
  arch: text,
  kernel: text,
  cpu: text,
  cores: count,
  memory: amount,
  libpcap: text.nullable(),
  load: z
    .object({
      before: amount.nullable(),
      governor: text.nullable(),
    })
    .exactOptional(),
  project: z.object({ commit: text, isDirty: z.boolean() }).nullable().exactOptional(),
});

/** The spread of one measured time. */
const spread = {
  median: amount,
  quartile1: amount,
  quartile3: amount,
  minimum: amount,
  samples: count,
  values: z.array(amount).exactOptional(),
};

const trace = z.object({
  name: text,
  file: text,
  sha256,
  linktype: count,
  packets: count,
  bytes: count,
});

const failedVariant = z.object({
  pipeline: text,
  error: z.object({ code: text, message: text }),
});

const filterSize = z.object({ blocks: count, instructions: count });

const graph = z.object({
  blocks: z.array(
    z.object({
      id: count,
      text,
      test: count.exactOptional(),
      verdict: u32.exactOptional(),
      count: count.exactOptional(),
    }),
  ),
  edges: z.array(
    z.object({
      from: count,
      to: count,
      kind: z.enum(['true', 'false', 'jump', 'case']),
      cases: text.exactOptional(),
      probability: amount.max(1).exactOptional(),
    }),
  ),
});

const snapshot = z.object({
  text,
  spans: text.exactOptional(),
  blocks: count,
  graph: graph.nullable(),
});

const stage = z.object({
  application: count,
  pass: text,
  milliseconds: amount,
  statistics: z.record(text, z.number()),
  remarks: z.array(
    z.object({ kind: z.enum(['done', 'missed', 'warning']), where: text, message: text }),
  ),
  before: filterSize,
  after: filterSize,
  filter: snapshot,
});

const compiledVariant = z.object({
  pipeline: text,
  ir: filterSize.nullable(),
  code: z.array(
    z.union([
      z.object({ target: text, missing: text }),
      z.object({
        target: text,
        instructions: count,
        bytes: count,
        lowering: amount.nullable(),
        listing: text.exactOptional(),
        spans: text.exactOptional(),
      }),
    ]),
  ),
  compile: z.object({
    frontend: amount.nullable(),
    passes: z.array(
      z.object({
        pass: text,
        milliseconds: amount,
        changed: z.boolean(),
        statistics: z.record(text, z.number()),
      }),
    ),
    total: amount,
    spread: z.object(spread).exactOptional(),
  }),
  executed: z.array(
    z.object({
      trace: text,
      instructions: amount,
      branches: amount,
      loads: amount,
      accepted: count,
      verdicts: sha256,
    }),
  ),
  timing: z.array(
    z.object({
      trace: text,
      engine: text,
      ...spread,
    }),
  ),
  proofs: z
    .array(
      z.object({
        step: text,
        changed: z.boolean(),
        outcome: z.enum(['equivalent', 'different', 'unknown']),
        milliseconds: amount,
        note: text,
      }),
    )
    .exactOptional(),
  compilations: z
    .array(
      z.object({
        targets: z.array(text),
        applications: z.array(text),
        input: snapshot,
        stages: z.array(stage),
        output: snapshot,
      }),
    )
    .exactOptional(),
});

/** Tells the two kinds of variants apart by hand, so that errors name the place within one. */
const variant = z.unknown().transform((value, context) => {
  const failed = typeof value === 'object' && value !== null && 'error' in value;
  const result = failed ? failedVariant.safeParse(value) : compiledVariant.safeParse(value);
  if (result.success) {
    return result.data;
  }
  for (const { message, path } of result.error.issues) {
    context.addIssue({ code: 'custom', message, path: [...path] });
  }
  return z.NEVER;
});

const filter = z.object({
  id: text,
  group: text,
  expression: text,
  dlt: text,
  from: text.exactOptional(),
  variants: z.array(variant),
});

const findingPlace = { filter: text, pipeline: text, engine: text, peer: z.boolean() };

const finding = z.discriminatedUnion('kind', [
  z.object({
    kind: z.literal('verdict'),
    ...findingPlace,
    trace: text,
    differing: count,
    packet: count,
    verdict: u32,
    expected: u32,
  }),
  z.object({ kind: z.literal('refused'), ...findingPlace, message: text }),
]);

/** Fields that are not known are let through: a newer version may have added them. */
const RESULTS_SCHEMA: z.ZodType<ExperimentResults> = z.object({
  format,
  version: z.literal(RESULTS_VERSION),
  name: text,
  created: z.iso.datetime(),
  environment,
  inputs: z.object({
    filterFiles: z.array(z.object({ file: text, sha256 })),
    plugins: z.array(z.object({ name: text, file: text.nullable(), sha256 })),
    settings: sha256,
  }),
  options: z.object({
    semantics: z.enum(['strict', 'relaxed']),
    snaplen: u32,
    netmask: u32.nullable(),
    linux: z.boolean(),
    encapsulation: z.enum(['libpcap', 'scoped']),
    extensions: z.boolean(),
    profile: z.object({ file: text, sha256 }).nullable(),
  }),
  targets: z.array(z.object({ name: text, title: text })).min(1),
  pipelines: z.array(
    z.object({
      name: text,
      text: text.nullable(),
      texts: z.record(text, text),
      peer: z.boolean(),
      ablation: z.object({ of: text, without: text }).exactOptional(),
    }),
  ),
  subject: text,
  baseline: text.exactOptional(),
  engines: z.array(
    z.object({ name: text, summary: text, version: text.nullable(), unavailable: text.nullable() }),
  ),
  traces: z.array(trace),
  filters: z.array(filter),
  findings: z.array(finding),
});

/**
 * Reads the JSON form of results, as {@link writeResults} makes it.
 *
 * @param file where it is from, for errors.
 * @throws {@link ResultsError} that names the first places that are wrong, or the version of results
 *   that are of another.
 */
export function readResults(json: string, file: string): ExperimentResults {
  const value = parse(json, file);
  checkVersion(value, file);
  const result = RESULTS_SCHEMA.safeParse(joinLines(value));
  if (result.success) {
    return result.data;
  }
  const { error } = result;
  const first = new z.ZodError(error.issues.slice(0, MAX_ISSUES));
  const more = error.issues.length - first.issues.length;
  const rest = more > 0 ? `\nand ${more} more` : '';
  throw new ResultsError(`not the results of an experiment:\n${z.prettifyError(first)}${rest}`, {
    file,
    cause: error,
  });
}

/** The JSON form of `results`, on one line. Lines of text that stand in many places stand once. */
export function writeResults(results: ExperimentResults): string {
  return `${JSON.stringify(shareLines(results))}\n`;
}

/** Results of another version may lack anything, so that the version is all there is to say. */
function checkVersion(value: unknown, file: string): void {
  const { success, data } = OTHER_VERSION.safeParse(value);
  if (success && data.version !== RESULTS_VERSION) {
    throw new ResultsError(
      `results of format version ${data.version}; this bpfopt reads version ${RESULTS_VERSION}, so run the experiment again`,
      { file },
    );
  }
}

const OTHER_VERSION = z.object({ format, version: z.number() });

/** The most places that an error names. */
const MAX_ISSUES = 5;

function parse(json: string, file: string): unknown {
  try {
    return JSON.parse(json);
  } catch (cause) {
    const reason = cause instanceof Error ? cause.message : String(cause);
    throw new ResultsError(`not JSON: ${reason}`, { file, cause });
  }
}
