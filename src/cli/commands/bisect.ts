import type { Command } from 'commander';
import type { BisectResult } from '../../prove/bisect/bisect.ts';
import { EXIT_STATUS } from '../errors/exit-status.ts';
import { addTrialOptions, attempt, type TrialFlags } from '../options/trial-options.ts';
import { writeOutput } from '../output/write-output.ts';
import { tell } from '../terminal.ts';

interface Flags extends TrialFlags {
  readonly json?: boolean;
}

/** `bpfopt bisect`: names the pass application that makes a filter wrong. */
export function addBisectCommand(program: Command): void {
  const command = program
    .command('bisect')
    .description('name the first pass application with which a filter gets a packet wrong')
    .argument('[expression...]', 'filter expression, as for tcpdump');
  addTrialOptions(command)
    .option('--json', 'print JSON')
    .action(async (words: readonly string[], flags: Flags) => {
      const { CodeRunner } = await import('../../prove/trial/code-runner.ts');
      const { bisect } = await import('../../prove/bisect/bisect.ts');
      const runner = new CodeRunner();
      try {
        const { finding } = await attempt(words, flags, runner);
        if (finding === null) {
          tell('every verdict is right: nothing to bisect');
          return;
        }
        const result = await bisect(finding, runner);
        await writeOutput(await print(result, flags.json ?? false), undefined);
        process.exitCode = EXIT_STATUS.no;
      } finally {
        runner.close();
      }
    });
}

/** What to say where no application of a pass is to blame. */
const WITHOUT_PASS: Readonly<Record<Exclude<BisectResult['kind'], 'pass'>, string>> = {
  'no-pass': '; wrong without any pass: the front end or the lowering',
  endless: '; passes change the filter again and again',
};

async function print(result: BisectResult, json: boolean): Promise<string> {
  const { describeFailure } = await import('../../prove/trial/trial.ts');
  const { printDifference } = await import('../insight/print-difference.ts');
  const { printPacket } = await import('../../prove/trial/print-finding.ts');
  const packet = result.packet === null ? null : printPacket(result.packet);
  if (json) {
    return `${JSON.stringify({ ...result, packet })}\n`;
  }
  const what = [
    `; ${describeFailure(result.failure)}`,
    ...(packet === null ? [] : [`; packet: ${packet}`]),
  ];
  if (result.kind !== 'pass') {
    return `${[WITHOUT_PASS[result.kind], ...what].join('\n')}\n`;
  }
  const { application, applications, pass, before, after, isRightAsIr } = result;
  return [
    `; application ${application} of ${applications}: ${pass}`,
    ...what,
    ...(isRightAsIr ? ['; the IR behind it is right: what lowers it is wrong'] : []),
    after === null
      ? `; the pass did not come to an end; it was given\n${before}`
      : printDifference(before, after),
  ].join('\n');
}
