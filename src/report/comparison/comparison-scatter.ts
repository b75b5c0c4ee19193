import type { Chart } from '../chart/chart.ts';
import { bottomAxis, draw, leftAxis } from '../chart/chart.ts';
import { logTicks } from '../chart/log-ticks.ts';
import { formatNumber, formatRatio } from '../number-format.ts';
import type { Comparison, MeasureComparison, Verdict } from './comparison.ts';
import { sideName } from './comparison-tables.ts';

const LOOKS: Readonly<Record<Verdict, string>> = {
  better: 'better',
  worse: 'worse',
  same: 'equal',
};

/** A point a filter: what A and B have of one measure, on logarithmic axes. */
export function comparisonScatter(
  comparison: Comparison,
  { measure, filters }: MeasureComparison,
): Chart {
  const [nameOfA, nameOfB] = [sideName(comparison, 'a'), sideName(comparison, 'b')];
  return {
    title: `${measure.title}, ${nameOfB} and ${nameOfA}.`,
    caption: 'A point is a filter. Below the line, B needs less than A; grey is no difference.',
    width: 520,
    height: 420,
    margins: { top: 12, right: 16, bottom: 46, left: 60 },
    draw: (plot, d3, area) => {
      const values = filters.flatMap(({ a, b }) => [a, b]);
      const low = (d3.min(values) ?? 1) * 0.85;
      const high = (d3.max(values) ?? 10) * 1.2;
      const x = d3.scaleLog([low, high], [0, area.width]);
      const y = d3.scaleLog([low, high], [area.height, 0]);
      const ticks = [...logTicks(low, high)];
      const format = (value: d3.NumberValue): string => `${Number(Number(value).toPrecision(3))}`;
      const bottom = d3.axisBottom<d3.NumberValue>(x).tickValues(ticks).tickFormat(format);
      const left = d3.axisLeft<d3.NumberValue>(y).tickValues(ticks).tickFormat(format);
      bottomAxis(plot, area, bottom, `A, ${nameOfA}: ${measure.unit}`);
      leftAxis(plot, area, left, `B, ${nameOfB}: ${measure.unit}`);
      draw(plot, 'line', { class: 'diagonal', x1: 0, y1: area.height, x2: area.width, y2: 0 });
      for (const { filter, a, b, ratio, verdict } of filters) {
        draw(
          plot,
          'circle',
          { class: `point ${LOOKS[verdict]}`, cx: x(a).toFixed(1), cy: y(b).toFixed(1), r: 3.6 },
          `${filter.expression.slice(0, 90)}\n${formatNumber(b)} against ${formatNumber(a)}: ${formatRatio(ratio)}`,
        );
      }
    },
  };
}
