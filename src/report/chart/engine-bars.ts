import type { Runner, TimingSummary, TimingTable } from '../data/timing-table.ts';
import { formatNumber } from '../number-format.ts';
import { bottomAxis, type Chart, draw, type Group, write } from './chart.ts';
import { logTicks } from './log-ticks.ts';

/** The height of one bar, and of the gap after those of one engine. */
const BAR = 16;
const GAP = 14;

interface Row {
  readonly runner: Runner;
  readonly times: TimingSummary;
  readonly y: number;
}

/** A bar for each engine and pipeline: nanoseconds a packet, with quartile whiskers. */
export function engineBars(table: TimingTable, pipelines: readonly string[]): Chart {
  const rows = rowsOf(table);
  const height = (rows.at(-1)?.y ?? 0) + BAR + 4;
  return {
    title: 'Time a packet, by engine and pipeline.',
    caption:
      'Bar: the median over filters and traces. Whisker: from the lower to the upper quartile. The axis is logarithmic.',
    width: 1060,
    height: height + 62,
    margins: { top: 12, right: 90, bottom: 50, left: 190 },
    draw: (plot, d3, area) => {
      const low = Math.min(1, ...rows.map(({ times }) => times.quartile1 * 0.8));
      const high = Math.max(10, ...rows.map(({ times }) => times.quartile3 * 1.2));
      const x = d3.scaleLog([low, high], [0, area.width]);
      bottomAxis(
        plot,
        area,
        d3
          .axisBottom<d3.NumberValue>(x)
          .tickValues([...logTicks(low, high)])
          .tickFormat((value) => formatNumber(Number(value))),
        'nanoseconds a packet',
      );
      for (const [index, row] of rows.entries()) {
        drawRow(plot, row, x, pipelines);
        if (rows[index - 1]?.runner.engine !== row.runner.engine) {
          write(plot, row.runner.engine, { class: 'mark', x: -180, y: row.y + BAR / 2 + 4 });
        }
      }
    },
  };
}

function rowsOf(table: TimingTable): readonly Row[] {
  const rows: Row[] = [];
  let y = 4;
  for (const runner of table.runners) {
    const times = table.summary(runner);
    if (times !== null) {
      const before = rows.at(-1);
      y += before === undefined ? 0 : BAR + 3;
      y += before !== undefined && before.runner.engine !== runner.engine ? GAP : 0;
      rows.push({ runner, times, y });
    }
  }
  return rows;
}

function drawRow(
  plot: Group,
  { runner, times, y }: Row,
  at: (nanoseconds: number) => number,
  pipelines: readonly string[],
): void {
  const middle = y + BAR / 2;
  const { median, quartile1, quartile3 } = times;
  const [left, right] = [at(quartile1), at(quartile3)];
  draw(
    plot,
    'rect',
    {
      class: `series-${pipelines.indexOf(runner.pipeline)}`,
      x: 0,
      y,
      width: at(median),
      height: BAR,
    },
    `${runner.engine}, ${runner.pipeline}: ${formatNumber(median)} ns (${formatNumber(quartile1)} to ${formatNumber(quartile3)})`,
  );
  draw(plot, 'path', {
    class: 'whisker',
    d: `M${left} ${middle}H${right}M${left} ${middle - 4}v8M${right} ${middle - 4}v8`,
  });
  const end = Math.max(right, at(median)) + 6;
  write(plot, `${formatNumber(median)} ns`, { class: 'value', x: end, y: middle + 4 });
  write(plot, runner.pipeline, { class: 'row-label', x: -8, y: middle + 4 }, 'end');
}
