import { type Command, Option } from 'commander';
import { type CompileOptions, compile } from '../../compiler/compile.ts';
import type { FilterView } from '../../ir/filter-view.ts';
import { captureWriter } from '../../project/write-capture.ts';
import type { ProofOptions } from '../../prove/equivalence/decide.ts';
import type { Counterexample, Equivalence } from '../../prove/equivalence/equivalence.ts';
import { expressionOf } from '../../source/sources.ts';
import { dltByName } from '../../support/link-types.ts';
import { EXIT_STATUS } from '../errors/exit-status.ts';
import { about } from '../errors/source-of-error.ts';
import { compileOptionsOf, DEFAULT_DLT, parseSeconds } from '../options/compile-options.ts';
import { readFilterArgument } from '../options/filter-argument.ts';
import { addLanguageOptions, type LanguageFlags } from '../options/source-options.ts';
import { openOutput, writeOutput } from '../output/write-output.ts';

interface Flags extends LanguageFlags {
  readonly semantics: 'strict' | 'relaxed';
  readonly timeout: number;
  readonly write?: string;
  readonly json?: boolean;
}

/** `bpfopt verify`: whether two filters give the same verdict on every packet. */
export function addVerifyCommand(program: Command): void {
  const command = program
    .command('verify')
    .description(
      'prove that two filters are equivalent (exit 0), or find a packet on which they differ (1); 3 where neither succeeds',
    )
    .argument('<before>', 'expression, or file with an expression, classic BPF or IR')
    .argument('<after>', 'the same, in any form');
  addLanguageOptions(command)
    .addOption(
      new Option('--semantics <mode>', 'verdicts that the second has to keep')
        .choices(['strict', 'relaxed'])
        .default('strict'),
    )
    .option('--timeout <seconds>', 'time for the solver', parseSeconds, 10)
    .option('-w, --write <file>', 'write the packet on which they differ to a capture')
    .option('--json', 'print JSON')
    .action(async (before: string, after: string, flags: Flags) => {
      const options = await compileOptionsOf(flags);
      const filters = await filtersOf([before, after], options);
      const answer = await prove(filters, flags);
      await writeOutput(await describe(answer, flags), undefined);
      if (answer.outcome === 'different' && flags.write !== undefined) {
        await writeCapture(answer.counterexample, flags.write, flags.dlt ?? DEFAULT_DLT);
      }
      process.exitCode = STATUSES[answer.outcome];
    });
}

/** The most characters that are shown of a packet; a capture or JSON has all of it. */
const LONGEST_SHOWN = 4_000;

const STATUSES: Readonly<Record<Equivalence['outcome'], number>> = {
  equivalent: EXIT_STATUS.done,
  different: EXIT_STATUS.no,
  unknown: EXIT_STATUS.unknown,
};

/** Both filters. A program that does not tell which machine it is for is for that of the other. */
async function filtersOf(
  [before, after]: readonly [string, string],
  options: CompileOptions,
): Promise<readonly [FilterView, FilterView]> {
  const [one, other] = [await filterOf(before, options), await filterOf(after, options)];
  const [mine, yours] = [one.provenance.machine, other.provenance.machine];
  if (mine === null && yours !== null && isProgram(one)) {
    return [await filterOf(before, { ...options, machine: yours }), other];
  }
  return yours === null && mine !== null && isProgram(other)
    ? [one, await filterOf(after, { ...options, machine: mine })]
    : [one, other];
}

const isProgram = ({ provenance }: FilterView): boolean => provenance.program !== null;

/** The filter as the front end builds it. */
async function filterOf(argument: string, options: CompileOptions): Promise<FilterView> {
  const { source, file } = await about({ file: argument }, () => readFilterArgument(argument));
  const expression = expressionOf(source);
  return await about(
    { expression, file },
    () => compile(source, { ...options, passes: '', config: {} }).filter,
  );
}

/** An answer; and where it is no, the captured length from which the filters are the same, in bytes. */
type Verification = Equivalence & { readonly equivalentFrom?: number | null };

async function prove(
  [before, after]: readonly [FilterView, FilterView],
  { semantics, timeout }: Flags,
): Promise<Verification> {
  const { openSolver } = await import('../../prove/solver/open-solver.ts');
  const { proveEquivalence } = await import('../../prove/equivalence/equivalence.ts');
  const { equivalentFrom } = await import('../../prove/equivalence/long-packets.ts');
  const deadline = performance.now() + 1_000 * timeout;
  const solver = await openSolver(1_000 * timeout);
  const options = (): ProofOptions => ({
    solver,
    semantics,
    milliseconds: Math.max(1, deadline - performance.now()),
  });
  try {
    const answer = await proveEquivalence(before, after, options());
    return answer.outcome === 'different'
      ? { ...answer, equivalentFrom: await equivalentFrom(before, after, options()) }
      : answer;
  } finally {
    solver?.close();
  }
}

async function describe(answer: Verification, { json }: Flags): Promise<string> {
  const { printPacket } = await import('../../prove/trial/print-finding.ts');
  if (json === true) {
    return `${JSON.stringify(jsonOf(answer))}\n`;
  }
  switch (answer.outcome) {
    case 'equivalent':
      return `equivalent (${answer.by}, ${answer.milliseconds.toFixed(1)} ms)\n`;
    case 'unknown':
      return `unknown: ${answer.reason}\n`;
    case 'different': {
      const { packet, verdicts } = answer.counterexample;
      const shown = printPacket(packet);
      const text = shown.length > LONGEST_SHOWN ? `${shown.slice(0, LONGEST_SHOWN)}…` : shown;
      const from = answer.equivalentFrom ?? null;
      const rest =
        from === null ? '' : `; only on short packets: the same from ${from} captured bytes on`;
      return `different: verdicts ${verdicts.join(' and ')} on ${text}${rest}\n`;
    }
  }
}

function jsonOf(answer: Verification): object {
  if (answer.outcome !== 'different') {
    return answer;
  }
  const { packet, verdicts } = answer.counterexample;
  const { bytes, wirelen, ancillary = {} } = packet;
  const hex = Buffer.from(bytes).toString('hex');
  return {
    ...answer,
    counterexample: { packet: hex, caplen: bytes.length, wirelen, ancillary, verdicts },
  };
}

/** Ancillary words have no place in a capture. */
async function writeCapture({ packet }: Counterexample, file: string, dlt: string): Promise<void> {
  const linktype = dltByName(dlt)?.linktype ?? Number(dlt);
  const output = openOutput(file);
  try {
    const writer = captureWriter(output.stream, { format: 'pcap', linktype });
    await writer.write({ ...packet, timestamp: 0n });
    await writer.end();
    await output.commit();
  } catch (error) {
    await output.abandon();
    throw error;
  }
}
