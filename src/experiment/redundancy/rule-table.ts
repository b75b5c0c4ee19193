import { formatColumns } from '../benchmark/columns.ts';
import { LIBPCAP, type RuleBenchmark } from './rule-benchmark.ts';

/** The costs as text, a line for each length and pipeline, with whether the limit holds. */
export function ruleBenchmarkTable({ costs, limits }: RuleBenchmark): string {
  const [limit = { limit: 0 }] = limits;
  const table = formatColumns(
    `code | rules | cBPF | executed | ratio | predicates % | values % | unneeded % | redundant % | <= ${limit.limit} %`,
    costs.map((cost) => [
      cost.pipeline,
      String(cost.rules),
      cost.instructions.toFixed(1),
      cost.executed.toFixed(2),
      cost.ratio === null ? '-' : cost.ratio.toFixed(3),
      ...[cost.predicates, cost.values, cost.unneeded, cost.redundant].map((share) =>
        share.toFixed(2),
      ),
      cost.pipeline === LIBPCAP ? '-' : verdict(cost, limits),
    ]),
    1,
  );
  return `${table}\n`;
}

function verdict(
  cost: { readonly rules: number; readonly pipeline: string },
  limits: RuleBenchmark['limits'],
): string {
  const found = limits.find(
    ({ rules, pipeline }) => rules === cost.rules && pipeline === cost.pipeline,
  );
  return found?.holds === true ? 'holds' : 'FAILS';
}
