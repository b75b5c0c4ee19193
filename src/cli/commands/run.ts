import type { Command } from 'commander';
import { PREFERRED_ENGINES } from '../../engine/engines.ts';
import { streamCapture } from '../../project/read-capture-file.ts';
import { RecordWriter } from '../../project/write-capture.ts';
import { CaptureError } from '../../trace/capture.ts';
import { type CaptureBatch, type CaptureStream, readCapture } from '../../trace/read-capture.ts';
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
  readonly packetBuffered?: boolean;
  readonly engine?: string;
  readonly count?: boolean;
  readonly json?: boolean;
}

/** The LINKTYPE_ number for which a filter is compiled where the capture names none. */
const ETHERNET = 1;

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
    .requiredOption(
      '-r, --read <file>',
      'capture to read (pcap or pcapng, gzip too), - for standard input',
    )
    .option(
      '-w, --write <file>',
      'write the accepted packets in the format they came in, - for standard output',
    )
    .option('-U, --packet-buffered', 'write each packet as soon as it is here')
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
  const capture = await about({ file: flags.read }, () =>
    readCapture(streamCapture(flags.read), { keepEverything: flags.write !== undefined }),
  );
  prepare(filter, capture);
  const output = flags.write === undefined ? null : openOutput(flags.write);
  const writer = output === null ? null : new RecordWriter(output.stream);
  const counts: Counts = { packets: 0, accepted: 0 };
  const bar = progressBar();
  let failure: unknown = null;
  try {
    for await (const batch of capture.batches()) {
      add(counts, await filterBatch(batch, filter, writer && { writer, capture }));
      bar.update(counts.packets, counts.packets, `${counts.accepted} accepted`);
    }
    filter.checkMeaning();
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
  writer: RecordWriter | null,
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

/** Where accepted packets go, and the capture that they come from. */
interface Copy {
  readonly writer: RecordWriter;
  readonly capture: CaptureStream;
}

/**
 * Filters what one piece of the input completed, and writes what is accepted at once, so that whoever
 * reads a pipe gets each packet as it comes. What is no packet is written in its place.
 */
async function filterBatch(
  { packets, others }: CaptureBatch,
  filter: PacketFilter,
  copy: Copy | null,
): Promise<Counts> {
  const verdicts = filter.verdicts(packets);
  let accepted = 0;
  let other = 0;
  for (const [index, packet] of packets.entries()) {
    const verdict = verdicts[index] ?? 0;
    for (; (others[other]?.after ?? Infinity) <= index; other++) {
      copy?.writer.add(others[other]?.bytes ?? new Uint8Array(0));
    }
    if (verdict !== 0) {
      accepted += 1;
      copy?.writer.add(copy.capture.recordOf(packet, Math.min(verdict, packet.bytes.length)));
    }
    if (copy?.writer.isFull === true) {
      await copy.writer.flush();
    }
  }
  for (const { bytes } of others.slice(other)) {
    copy?.writer.add(bytes);
  }
  await copy?.writer.flush();
  return { packets: packets.length, accepted };
}

function add(counts: Counts, more: Counts): void {
  counts.packets += more.packets;
  counts.accepted += more.accepted;
}

/** Compiles the filter even where no packet comes. All packets of a pcap file are of one link type. */
function prepare(filter: PacketFilter, { header }: CaptureStream): void {
  filter.prepare(header.linktype ?? ETHERNET, header.format === 'pcapng');
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
