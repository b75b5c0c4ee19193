import { type Command, Option } from 'commander';
import type { NamedFile } from '../../experiment/input/find-files.ts';
import type { CheckedFilter, CheckedTrace } from '../../prove/check-pass/ablation.ts';
import type { CheckPassResult } from '../../prove/check-pass/check-pass.ts';
import { EXIT_STATUS } from '../errors/exit-status.ts';
import { append, parseCount, parseSeconds } from '../options/compile-options.ts';
import { writeOutput } from '../output/write-output.ts';
import { progressBar, tell } from '../terminal.ts';

interface Flags {
  readonly filters?: readonly string[];
  readonly trace?: readonly string[];
  readonly seed: number;
  readonly time?: number;
  readonly count?: number;
  readonly proofTime: number;
  readonly semantics: 'strict' | 'relaxed';
  readonly cases: string;
  readonly output?: string;
  readonly json?: boolean;
}

/** So many packets of each trace are counted with: enough to weigh filters, and soon done. */
const PACKETS_OF_TRACE = 400;

/** `bpfopt check-pass`: what the author of a pass runs before anyone else does. */
export function addCheckPassCommand(program: Command): void {
  program
    .command('check-pass')
    .description(
      'check the passes of a plugin: IR, verdicts and proofs over the corpora, random filters; then what they gain and cost',
    )
    .argument('<file>', 'plugin or pass')
    .option('--filters <file>', 'lists of filters (default: the corpora); may be repeated', append)
    .option('--trace <file>', 'captures to count with (default: the corpora); likewise', append)
    .option('--seed <n>', 'what the random filters start from', parseCount, 1)
    .option('--time <seconds>', 'time for random filters (default: 10)', parseSeconds)
    .option('--count <n>', 'number of random filters', parseCount)
    .option('--proof-time <seconds>', 'time for proofs, 0 for none', parseCount, 60)
    .addOption(
      new Option('--semantics <mode>', 'verdicts to keep')
        .choices(['strict', 'relaxed'])
        .default('strict'),
    )
    .option('--cases <folder>', 'where to write what fails', 'fuzz-findings')
    .option('-o, --output <file>', 'write a page in HTML')
    .option('--json', 'print JSON')
    .action(checkFile);
}

async function checkFile(file: string, flags: Flags): Promise<void> {
  const result = await check(file, flags);
  const findings = result.findings.map(({ finding }) => finding);
  const { writeCases } = await import('../output/write-cases.ts');
  const cases = await writeCases(findings, { folder: flags.cases, plugins: [file] });
  if (flags.output !== undefined) {
    const { renderCheckPassPage } = await import('../check-pass-page.ts');
    await writeOutput(renderCheckPassPage(result, cases), flags.output);
    tell(`the page is ${flags.output}`);
  }
  const { printCheck } = await import('../insight/print-check.ts');
  const text = flags.json === true ? `${JSON.stringify(result)}\n` : printCheck(result, cases);
  await writeOutput(text, undefined);
  process.exitCode = result.verdict === 'accepted' ? EXIT_STATUS.done : EXIT_STATUS.no;
}

async function check(file: string, flags: Flags): Promise<CheckPassResult> {
  const { loadPlugin } = await import('../../project/load-module.ts');
  const { checkPass } = await import('../../prove/check-pass/check-pass.ts');
  const { seed, time, count, proofTime, semantics } = flags;
  const plugin = await loadPlugin(file);
  const bar = progressBar();
  try {
    return await checkPass({
      plugin,
      filters: await filtersOf(flags),
      traces: await tracesOf(flags),
      seed,
      semantics,
      proofSeconds: proofTime,
      ...(time === undefined ? {} : { seconds: time }),
      ...(count === undefined ? {} : { count }),
      onProgress: (stage, done, total) => bar.update(done, total, stage),
    });
  } finally {
    bar.finish();
  }
}

async function filtersOf({ filters }: Flags): Promise<readonly CheckedFilter[]> {
  const { readUserFile } = await import('../../project/read-file.ts');
  const { groupOfFile, readFilterList } = await import('../../experiment/input/corpus.ts');
  const files = await filesOf(filters, ['corpora/filters/*.txt']);
  return files.flatMap(({ path }) =>
    readFilterList(readUserFile(path).toString('utf8'), { file: path, group: groupOfFile(path) }),
  );
}

async function tracesOf({ trace }: Flags): Promise<readonly CheckedTrace[]> {
  const { readPackets } = await import('../read-packets.ts');
  const files = await filesOf(trace, ['corpora/traces/*.pcap', 'corpora/traces/*.pcapng']);
  return files.map((file) => {
    const { packets, dlt } = readPackets(file.path);
    return { dlt: `${dlt}`, packets: packets.slice(0, PACKETS_OF_TRACE) };
  });
}

async function filesOf(
  given: readonly string[] | undefined,
  bundled: readonly string[],
): Promise<readonly NamedFile[]> {
  const { findFiles } = await import('../../experiment/input/find-files.ts');
  const { PACKAGE_ROOT } = await import('../../project/package-root.ts');
  return given === undefined ? findFiles(bundled, PACKAGE_ROOT) : findFiles(given, process.cwd());
}
