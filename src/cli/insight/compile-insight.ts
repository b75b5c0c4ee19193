import type { Command } from 'commander';
import type { Compilation, CompileOptions } from '../../compiler/compile.ts';
import { underline } from '../../support/source-span.ts';
import { tell, warn } from '../terminal.ts';
import { type DumpFlags, dumpObservers } from './dumps.ts';
import { remarkLines, statisticsTable, timesTable } from './pass-tables.ts';

/** The options that tell about a compilation, on standard error. */
export interface InsightFlags extends DumpFlags {
  readonly timePasses?: boolean;
  readonly stats?: boolean;
  readonly remarks?: boolean;
}

/** Adds the options of {@link InsightFlags}. */
export function addInsightOptions(command: Command): Command {
  return command
    .option('--print-after-all', 'print the IR after every pass')
    .option('--print-changed', 'print the IR after every pass that changed it')
    .option('--time-passes', 'print how long each pass took')
    .option('--stats', "print the passes' counters")
    .option('--remarks', 'print what passes did, and why they did not do more');
}

/** What the compiler must be told so that {@link tellInsight} knows enough. */
export function insightOptions(flags: InsightFlags): Partial<CompileOptions> {
  return { remarks: flags.remarks ?? false, ...dumpObservers(flags) };
}

/** Prints warnings, and what the options ask for, to standard error. */
export function tellInsight(
  compilation: Compilation,
  expression: string | null,
  flags: InsightFlags,
): void {
  for (const { message } of compilation.warnings) {
    warn(message);
  }
  if (flags.remarks === true) {
    for (const { message, span } of compilation.remarks) {
      const place =
        span === null || expression === null
          ? ''
          : `\n${underline(expression, span).replace(/^/gm, '  ')}`;
      tell(`remark: ${message}${place}`);
    }
    for (const line of remarkLines(compilation.records)) {
      tell(line);
    }
  }
  if (flags.timePasses === true) {
    tell(timesTable(compilation));
  }
  if (flags.stats === true) {
    tell(statisticsTable(compilation.records));
  }
}
