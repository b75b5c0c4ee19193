import type { Axis, AxisDomain, BaseType, Selection } from 'd3';
import type { Markup } from '../html.ts';
import { html, trusted } from '../html.ts';
import { CHART_STYLES } from '../page/chart-styles.ts';

/** d3, as d3-node gives it. */
export type D3 = typeof import('d3');

/** A group of a drawing. */
export type Group = Selection<BaseType, unknown, null, undefined>;

/** What a chart shows, in words. */
export interface ChartTexts {
  /** What is shown. */
  readonly title: string;
  /** How to read it; one or two sentences. */
  readonly caption: string;
}

/** A drawing area inside its margins, in SVG user units. */
export interface Area {
  readonly width: number;
  readonly height: number;
}

/** The room around the drawing area, for axes and their labels. */
export interface Margins {
  readonly top: number;
  readonly right: number;
  readonly bottom: number;
  readonly left: number;
}

/** Draws into a blank area. */
export type Draw = (plot: Group, d3: D3, area: Area) => void;

/** A chart: its texts, its size with margins, and what draws it. */
export interface Chart extends ChartTexts {
  readonly width: number;
  readonly height: number;
  readonly margins: Margins;
  readonly draw: Draw;
}

/** Makes charts; holds the drawing library, which takes half a second to load. */
export type ChartMaker = (chart: Chart) => Markup;

/** Loads the drawing library. */
export async function loadChartMaker(): Promise<ChartMaker> {
  const svgOf = await loadSvgDrawer();
  return (chart) =>
    html`<figure class="chart-frame"><figcaption><b>${chart.title}</b> ${chart.caption}</figcaption><div class="scroll" tabindex="0" role="group" aria-label="${chart.title}">${trusted(svgOf(chart))}</div></figure>`;
}

/** The colours of a page in light, for a chart that is a file of its own. */
const FILE_COLORS: Readonly<Record<string, string>> = {
  panel: '#fff',
  line: '#dde3ea',
  muted: '#5b6b7b',
  ink: '#1c2733',
  better: '#1e8449',
  worse: '#c0392b',
};

/** Makes charts that are files of their own, with their styles; loads the drawing library. */
export async function loadSvgMaker(): Promise<(chart: Chart) => string> {
  const svgOf = await loadSvgDrawer();
  const styles = CHART_STYLES.replaceAll(
    /var\(--(\w+)\)/g,
    (_, name: string) => FILE_COLORS[name] ?? '#000',
  );
  const head = `<style>svg{background:#fff}${styles.replaceAll('&', '&amp;')}</style>`;
  return (chart) =>
    `<?xml version="1.0" encoding="UTF-8"?>\n${svgOf(chart).replace(/^<svg[^>]*>/, (tag) => `${tag}${head}`)}\n`;
}

async function loadSvgDrawer(): Promise<(chart: Chart) => string> {
  const { D3Node } = await import('d3-node');
  return ({ title, width, height, margins, draw }) => {
    const node = new D3Node();
    const svg = node.createSVG(width, height, {
      viewBox: `0 0 ${width} ${height}`,
      class: 'chart',
      role: 'img',
      'aria-label': title,
    });
    const plot = svg.append('g').attr('transform', `translate(${margins.left},${margins.top})`);
    draw(plot, node.d3, {
      width: width - margins.left - margins.right,
      height: height - margins.top - margins.bottom,
    });
    if (!svg.selectAll('a').empty()) {
      svg.attr('role', 'group');
    }
    return node.svgString();
  };
}

/** Adds a mark to `group`; `title` shows where the pointer rests on it. */
export function draw(
  group: Group,
  kind: string,
  attributes: Readonly<Record<string, string | number>>,
  title = '',
): Group {
  const mark: Group = group.append(kind);
  for (const [name, value] of Object.entries(attributes)) {
    mark.attr(name, value);
  }
  if (title !== '') {
    mark.append('title').text(title);
  }
  return mark;
}

/** Adds a text to `group`; `anchor` says which of its ends is at `x`. */
export function write(
  group: Group,
  text: string,
  place: { readonly class: string; readonly x: number; readonly y: number },
  anchor: 'start' | 'middle' | 'end' = 'start',
): Group {
  return draw(group, 'text', { ...place, 'text-anchor': anchor }).text(text);
}

/** Draws an axis under the area, with grid lines and a label. */
export function bottomAxis<Domain extends AxisDomain>(
  plot: Group,
  { width, height }: Area,
  axis: Axis<Domain>,
  label: string,
): void {
  drawAxis(plot, `translate(0,${height})`, axis.tickSizeInner(-height));
  write(plot, label, { class: 'axis-label', x: width / 2, y: height + 38 }, 'middle');
}

/** Draws an axis left of the area, with grid lines and a label. */
export function leftAxis<Domain extends AxisDomain>(
  plot: Group,
  { width, height }: Area,
  axis: Axis<Domain>,
  label: string,
): void {
  drawAxis(plot, '', axis.tickSizeInner(-width));
  write(plot, label, { class: 'axis-label', x: 0, y: 0 }, 'middle').attr(
    'transform',
    `translate(-46,${height / 2})rotate(-90)`,
  );
}

function drawAxis<Domain extends AxisDomain>(
  plot: Group,
  transform: string,
  axis: Axis<Domain>,
): void {
  const group = plot.append('g').attr('class', 'axis').attr('transform', transform);
  group.call(axis.tickSizeOuter(0).tickPadding(8));
}
