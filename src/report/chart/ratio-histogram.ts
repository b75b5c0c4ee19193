import { geometricMean } from '../../support/statistics.ts';
import { outcome } from '../data/measure.ts';
import type { FilterRatio } from '../data/ratio-table.ts';
import { formatCount, formatRatio } from '../number-format.ts';
import { bottomAxis, type Chart, draw, leftAxis, write } from './chart.ts';

/** The bins of a factor of 2. */
const BINS_AN_OCTAVE = 6;

/** Ratios beyond these are counted in the outermost bins. */
const LOWEST = 1 / 16;
const HIGHEST = 4;

/** What the distribution is of. */
export interface HistogramInput {
  readonly ratios: readonly FilterRatio[];
  readonly subject: string;
  readonly baseline: string;
}

/** How many filters have which ratio of executed instructions, on a logarithmic axis. */
export function ratioHistogram({ ratios, subject, baseline }: HistogramInput): Chart {
  const values = ratios.map(({ ratio }) => Math.min(Math.max(ratio, LOWEST), HIGHEST));
  return {
    title: 'Distribution of the ratios.',
    caption: `Executed instructions of ${subject} over those of ${baseline}; left of 1 is better. The bin around 1 is grey; the dashed line is the geometric mean.`,
    width: 520,
    height: 420,
    margins: { top: 24, right: 16, bottom: 46, left: 60 },
    draw: (plot, d3, area) => {
      const low = octaveBelow(d3.min(values) ?? 0.5);
      const high = -octaveBelow(1 / (d3.max(values) ?? 2));
      const x = d3.scaleLinear([low, high], [0, area.width]);
      const thresholds = d3.range(low + 0.5 / BINS_AN_OCTAVE, high, 1 / BINS_AN_OCTAVE);
      const bins = d3.bin().domain([low, high]).thresholds(thresholds)(
        values.map((value) => Math.log2(value)),
      );
      const y = d3
        .scaleLinear([0, d3.max(bins, ({ length }) => length) ?? 1], [area.height, 0])
        .nice();
      bottomAxis(
        plot,
        area,
        d3
          .axisBottom<d3.NumberValue>(x)
          .tickValues(d3.range(low, high + 1))
          .tickFormat((octave) => `${Number((2 ** Number(octave)).toPrecision(2))}×`),
        `ratio ${subject} / ${baseline}`,
      );
      leftAxis(plot, area, d3.axisLeft<d3.NumberValue>(y).ticks(6), 'filters');
      for (const bin of bins) {
        const { x0 = 0, x1 = 0, length } = bin;
        draw(
          plot,
          'rect',
          {
            class: `bar ${outcome(2 ** ((x0 + x1) / 2))}`,
            x: x(x0) + 0.75,
            width: Math.max(x(x1) - x(x0) - 1.5, 0),
            y: y(length),
            height: area.height - y(length),
          },
          `${formatRatio(2 ** x0)} to ${formatRatio(2 ** x1)}: ${formatCount(length, 'filter')}`,
        );
      }
      const mean = geometricMean(values);
      if (mean !== null) {
        const at = x(Math.log2(mean));
        draw(plot, 'line', { class: 'mean', x1: at, x2: at, y1: -6, y2: area.height });
        write(plot, `mean ${formatRatio(mean)}`, { class: 'mark', x: at, y: -10 }, 'middle');
      }
    },
  };
}

/** The whole power of 2 below a ratio, as an exponent; at most -1. */
const octaveBelow = (ratio: number): number => Math.min(Math.floor(Math.log2(ratio)), -1);
