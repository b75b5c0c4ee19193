import { z } from 'zod';
import type { InterpretedPacket } from '../../interpret/packet.ts';
import { type AncillaryInput, isInputName } from '../../ir/inputs.ts';
import { languageNamed, SOURCES } from '../../source/sources.ts';
import { TARGETS } from '../../target/targets.ts';
import { describeFailure, type Finding, TRIAL_ENGINES, type Trial } from './trial.ts';

/** A trial as a file holds it: plugins by their files, without a verdict on it. */
export interface CaseFile {
  /** Its options have no config; load {@link plugins} for that. */
  readonly trial: Trial;
  readonly packet: InterpretedPacket | null;
  /** The files of the plugins whose passes the trial names. */
  readonly plugins: readonly string[];
}

/** A file that holds no trial. */
export class CaseFileError extends Error {
  override readonly name = 'CaseFileError';
  readonly code = 'CONFIG';
}

const u32 = z.int().min(0).max(0xffff_ffff);

const packetShape = z.strictObject({
  hex: z.string().regex(/^([0-9a-f]{2})*$/, 'expected bytes in lower-case hex'),
  wirelen: u32,
  ancillary: z.record(z.string().refine(isInputName, 'expected an input'), u32).optional(),
});

const caseShape = z.strictObject({
  bpfopt: z.literal('case'),
  failure: z.string().optional(),
  source: z.strictObject({ kind: z.enum(SOURCES.map(({ name }) => name)), text: z.string() }),
  dlt: z.union([z.string(), z.int()]).optional(),
  snaplen: u32.optional(),
  netmask: u32.optional(),
  linux: z.boolean().optional(),
  machine: z.string().optional(),
  encapsulation: z.enum(['libpcap', 'scoped']).optional(),
  extensions: z.boolean().optional(),
  semantics: z.enum(['strict', 'relaxed']).optional(),
  target: z.enum(TARGETS.map(({ name }) => name)).optional(),
  passes: z.string(),
  plugins: z.array(z.string()).optional(),
  engine: z.enum(TRIAL_ENGINES),
  packet: packetShape.nullable(),
});

/** The file that makes a finding again: `bpfopt fuzz --case FILE`. The trial's passes must be explicit. */
export function printCase(finding: Finding, plugins: readonly string[]): string {
  const { source, options, passes, engine } = finding.trial;
  const { dlt, snaplen, netmask, linux, machine, encapsulation, extensions } = options;
  const { semantics, target } = options;
  const { packet } = finding;
  const object: z.input<typeof caseShape> = {
    bpfopt: 'case',
    failure: describeFailure(finding.failure),
    source: { kind: source.kind, text: languageNamed(source.kind).write(source) },
    dlt,
    snaplen,
    netmask: netmask ?? undefined,
    linux,
    machine,
    encapsulation,
    extensions,
    semantics,
    target,
    passes,
    plugins: plugins.length === 0 ? undefined : [...plugins],
    engine,
    packet:
      packet === null
        ? null
        : {
            hex: Buffer.from(packet.bytes).toString('hex'),
            wirelen: packet.wirelen,
            ancillary: packet.ancillary,
          },
  };
  return `${JSON.stringify(object, null, 2)}\n`;
}

/** @throws {@link CaseFileError} where `text` is no such file. */
export function parseCase(text: string): CaseFile {
  const { source, passes, engine, packet, plugins, bpfopt: _, failure: __, ...rest } = read(text);
  const given = Object.entries(rest).filter(([, value]) => value !== undefined);
  return {
    trial: {
      source: languageNamed(source.kind).read(source.text),
      options: Object.fromEntries(given),
      passes,
      engine,
    },
    packet: packet === null ? null : packetOf(packet),
    plugins: plugins ?? [],
  };
}

function read(text: string): z.output<typeof caseShape> {
  let json: unknown;
  try {
    json = JSON.parse(text);
  } catch (cause) {
    throw new CaseFileError('it is no JSON', { cause });
  }
  const result = caseShape.safeParse(json);
  if (!result.success) {
    throw new CaseFileError(`it is no case:\n${z.prettifyError(result.error)}`, {
      cause: result.error,
    });
  }
  return result.data;
}

function packetOf({ hex, wirelen, ancillary }: z.output<typeof packetShape>): InterpretedPacket {
  const bytes = new Uint8Array(Buffer.from(hex, 'hex'));
  return ancillary === undefined
    ? { bytes, wirelen }
    : { bytes, wirelen, ancillary: ancillary as Partial<Record<AncillaryInput, number>> };
}
