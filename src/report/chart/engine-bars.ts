import type { Runner, TimingSummary, TimingTable } from '../data/timing-table.ts';
import { formatNumber } from '../number-format.ts';
import { bottomAxis, type Chart, type Group } from './chart.ts';
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
          drawEngineName(plot, row);
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
  plot
    .append('rect')
    .attr('class', `series-${pipelines.indexOf(runner.pipeline)}`)
    .attr('x', 0)
    .attr('y', y)
    .attr('height', BAR)
    .attr('width', at(times.median))
    .append('title')
    .text(
      `${runner.engine}, ${runner.pipeline}: ${formatNumber(times.median)} ns (${formatNumber(times.quartile1)} to ${formatNumber(times.quartile3)})`,
    );
  const left = at(times.quartile1);
  const right = at(times.quartile3);
  plot
    .append('path')
    .attr('class', 'whisker')
    .attr('d', `M${left} ${middle}H${right}M${left} ${middle - 4}v8M${right} ${middle - 4}v8`);
  plot
    .append('text')
    .attr('class', 'value')
    .attr('x', Math.max(right, at(times.median)) + 6)
    .attr('y', middle + 4)
    .text(`${formatNumber(times.median)} ns`);
  plot
    .append('text')
    .attr('class', 'row-label')
    .attr('x', -8)
    .attr('y', middle + 4)
    .attr('text-anchor', 'end')
    .text(runner.pipeline);
}

function drawEngineName(plot: Group, { runner, y }: Row): void {
  plot
    .append('text')
    .attr('class', 'mark')
    .attr('x', -180)
    .attr('y', y + BAR / 2 + 4)
    .text(runner.engine);
}
