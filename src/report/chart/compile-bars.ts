import type { CompilePhases, PhaseRow } from '../data/compile-phases.ts';
import { formatMilliseconds } from '../number-format.ts';
import { type Area, bottomAxis, type Chart, draw, type Group, write } from './chart.ts';

const ROW = 26;

/** The columns of the legend. */
const LEGEND_COLUMNS = 4;
const LEGEND_ROW = 20;

/** A stacked bar for each group: the mean compile time of a filter, by phase. */
export function compileBars({ phases, rows }: CompilePhases, pipeline: string): Chart {
  const legend = Math.ceil(phases.length / LEGEND_COLUMNS) * LEGEND_ROW;
  return {
    title: `Compile time by phase, ${pipeline}.`,
    caption: 'The mean over the filters of a group; all applications of a pass together.',
    width: 1060,
    height: rows.length * ROW + legend + 70,
    margins: { top: legend + 12, right: 90, bottom: 50, left: 190 },
    draw: (plot, d3, area) => {
      const totals = rows.map(({ milliseconds }) => d3.sum(milliseconds));
      const x = d3.scaleLinear([0, (d3.max(totals) ?? 0) || 1], [0, area.width]).nice();
      bottomAxis(plot, area, d3.axisBottom<d3.NumberValue>(x).ticks(8), 'milliseconds a filter');
      drawLegend(plot, area, phases, -legend - 4);
      for (const [index, row] of rows.entries()) {
        drawRow(plot, { row, phases, y: index * ROW + 3, x });
      }
    },
  };
}

interface StackedRow {
  readonly row: PhaseRow;
  readonly phases: readonly string[];
  readonly y: number;
  /** Where milliseconds stand on the axis. */
  readonly x: (milliseconds: number) => number;
}

function drawRow(plot: Group, { row, phases, y, x }: StackedRow): void {
  let sum = 0;
  for (const [index, phase] of phases.entries()) {
    const milliseconds = row.milliseconds[index] ?? 0;
    const width = x(sum + milliseconds) - x(sum);
    draw(
      plot,
      'rect',
      { class: `series-${index}`, x: x(sum), y, width, height: ROW - 6 },
      `${row.group}, ${phase}: ${formatMilliseconds(milliseconds)}`,
    );
    sum += milliseconds;
  }
  const middle = y + (ROW - 6) / 2 + 4;
  write(plot, row.group, { class: 'row-label', x: -8, y: middle }, 'end');
  write(plot, formatMilliseconds(sum), { class: 'value', x: x(sum) + 6, y: middle });
}

function drawLegend(plot: Group, { width }: Area, phases: readonly string[], top: number): void {
  for (const [index, phase] of phases.entries()) {
    const x = (index % LEGEND_COLUMNS) * (width / LEGEND_COLUMNS);
    const y = top + Math.floor(index / LEGEND_COLUMNS) * LEGEND_ROW;
    draw(plot, 'rect', { class: `series-${index}`, x, y, width: 12, height: 12, rx: 2 });
    write(plot, phase, { class: 'legend', x: x + 18, y: y + 10.5 });
  }
}
