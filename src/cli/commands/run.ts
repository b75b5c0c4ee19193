import type { Command } from 'commander';
import { PREFERRED_ENGINES } from '../../engine/engines.ts';
import { streamUserInput } from '../../project/read-file.ts';
import { type CaptureWriter, captureWriter } from '../../project/write-capture.ts';
import { dltOfLinktype } from '../../support/link-types.ts';
import { type CapturedPacket, CaptureError, type CaptureHeader } from '../../trace/capture.ts';
import { readCapture } from '../../trace/read-capture.ts';
import { about, remember } from '../errors/source-of-error.ts';
import { PacketFilter } from '../filter-packets.ts';
import { addPassOptions, compileOptionsOf, type PassFlags } from '../options/compile-options.ts';
import {
  addLanguageOptions,
  addSourceOptions,
  type LanguageFlags,
  type SourceFlags,
  sourceOf,
} from '../options/source-options.ts';
import { isStandardOutput, type Output, openOutput, writeOutput } from '../output/write-output.ts';
import { progressBar, tell } from '../terminal.ts';

interface Flags extends LanguageFlags, PassFlags, SourceFlags {
  readonly read: string;
  readonly write?: string;
  readonly engine?: string;
  readonly count?: boolean;
  readonly json?: boolean;
}

interface Counts {
  packets: number;
  accepted: number;
}

/** `bpfopt run`: filters a capture of any size. */
export function addRunCommand(program: Command): void {
  const [first, second] = PREFERRED_ENGINES;
  const command = program
    .command('run')
    .description('run a filter over a capture: count the packets it accepts, or write them')
    .argument('[expression...]', 'filter expression, as for tcpdump')
    .requiredOption('-r, --read <file>', 'capture to read (pcap or pcapng), - for standard input')
    .option('-w, --write <file>', 'write the accepted packets, - for standard output')
    .option(
      '--engine <name>',
      `engine to run on (default: ${first?.name}, or ${second?.name} where it can not run)`,
    )
    .option('--count', 'print only the number of accepted packets')
    .option('--json', 'print JSON');
  addPassOptions(addLanguageOptions(addSourceOptions(command))).action(
    async (words: readonly string[], flags: Flags) => {
      const source = await sourceOf(words, flags);
      const options = { ...(await compileOptionsOf(flags)), origin: 'savefile' as const };
      const filter = new PacketFilter({
        source,
        options,
        forcedDlt: flags.dlt,
        engine: flags.engine,
      });
      try {
        await runCapture(filter, flags);
      } finally {
        filter.close();
      }
    },
  );
}

async function runCapture(filter: PacketFilter, flags: Flags): Promise<void> {
  const capture = await about({ file: flags.read }, () => readCapture(streamUserInput(flags.read)));
  const output = flags.write === undefined ? null : openOutput(flags.write);
  const writer =
    output === null ? null : captureWriter(output.stream, outputOptions(capture.header));
  const counts: Counts = { packets: 0, accepted: 0 };
  const bar = progressBar();
  let failure: unknown = null;
  try {
    for await (const packets of capture.batches()) {
      await filterBatch(packets, filter, writer, counts);
      bar.update(counts.packets, counts.packets, `${counts.accepted} accepted`);
    }
    if (counts.packets === 0) {
      // A filter that is wrong is so on no packets too.
      filter.prepare(capture.header.linktype);
    }
  } catch (error) {
    failure = isCaptureFault(error) ? remember(error, { file: flags.read }) : error;
  } finally {
    bar.finish();
  }
  await finishOutput(writer, output, failure);
  await printCounts(counts, flags);
  if (failure !== null) {
    throw failure;
  }
}

/** The packets before a fault of the capture are kept; any other failure leaves no file. */
async function finishOutput(
  writer: CaptureWriter | null,
  output: Output | null,
  failure: unknown,
): Promise<void> {
  if (failure !== null && !isCaptureFault(failure)) {
    await output?.abandon();
    throw failure;
  }
  try {
    await writer?.end();
    await output?.commit();
  } catch (error) {
    await output?.abandon();
    throw error;
  }
}

const isCaptureFault = (error: unknown): boolean => error instanceof CaptureError;

async function filterBatch(
  packets: readonly CapturedPacket[],
  filter: PacketFilter,
  writer: CaptureWriter | null,
  counts: Counts,
): Promise<void> {
  const verdicts = filter.verdicts(packets);
  counts.packets += packets.length;
  for (const [index, packet] of packets.entries()) {
    const verdict = verdicts[index] ?? 0;
    if (verdict !== 0) {
      counts.accepted += 1;
      await writer?.write({ ...packet, bytes: packet.bytes.subarray(0, verdict) });
    }
  }
}

function outputOptions(header: CaptureHeader): Parameters<typeof captureWriter>[1] {
  return {
    format: header.format,
    linktype: header.linktype ?? dltOfLinktype(1)?.linktype ?? 1,
    timestampUnit: header.timestampUnit,
    byteOrder: header.byteOrder,
    ...(header.snaplen === 0 ? {} : { snaplen: header.snaplen }),
  };
}

async function printCounts({ packets, accepted }: Counts, flags: Flags): Promise<void> {
  const isFree = flags.write === undefined || !isStandardOutput(flags.write);
  if (flags.json === true && isFree) {
    await writeOutput(`${JSON.stringify({ packets, accepted })}\n`, undefined);
  } else if (flags.count === true && isFree) {
    await writeOutput(`${accepted}\n`, undefined);
  } else {
    tell(`${accepted} of ${packets} packets accepted`);
  }
}
