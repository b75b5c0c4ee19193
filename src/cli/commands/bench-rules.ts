import path from 'node:path';
import { loadTraces } from '../../experiment/input/trace-file.ts';
import type { RuleBenchmark } from '../../experiment/redundancy/rule-benchmark.ts';
import { PACKAGE_ROOT } from '../../project/package-root.ts';
import { packetsOf } from '../../trace/batch.ts';
import { UsageError } from '../errors/usage-error.ts';
import { progressBar } from '../terminal.ts';

/** What to run lists of rules on. */
export interface RuleFlags {
  /** Captures of Ethernet frames; one of the corpora's where there are none. */
  readonly trace: readonly string[] | undefined;
  readonly pipelines: readonly string[] | undefined;
  /** The lengths of the lists. */
  readonly terms: readonly number[] | undefined;
}

const DEFAULT_TRACE = path.join(PACKAGE_ROOT, 'corpora/traces/enterprise.pcap');

/** `bpfopt bench --rules`: measures what is redundant in the code for lists of rules. */
export async function measureRules({ trace, pipelines, terms }: RuleFlags): Promise<RuleBenchmark> {
  const { benchmarkRules } = await import('../../experiment/redundancy/rule-benchmark.ts');
  const files = trace ?? [DEFAULT_TRACE];
  const traces = loadTraces(files.map((file) => ({ name: file, path: file })));
  const other = traces.find(({ dlt }) => dlt !== 'EN10MB');
  if (other !== undefined) {
    throw new UsageError(`${other.entry.name}: --rules needs Ethernet frames`);
  }
  const bar = progressBar();
  try {
    return benchmarkRules({
      packets: traces.flatMap(({ batches }) => batches.flatMap(packetsOf)),
      ...(pipelines === undefined ? {} : { pipelines }),
      ...(terms === undefined ? {} : { rules: terms }),
      onProgress: ({ done, total, label }) => bar.update(done, total, label),
    });
  } finally {
    bar.finish();
  }
}
