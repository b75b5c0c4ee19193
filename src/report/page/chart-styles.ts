/** The colours of series, told apart on light and on dark grounds. */
const SERIES = [
  '#4c82b8',
  '#e8873a',
  '#58a55c',
  '#d65f5f',
  '#8d74c2',
  '#3fa7a3',
  '#d19a2f',
  '#b9719b',
  '#8a8f98',
  '#a3764f',
  '#6f9bd8',
] as const;

/** The styles of charts. */
export const CHART_STYLES: string = `
.chart-frame{background:var(--panel);border:1px solid var(--line);border-radius:10px;margin:0 0 18px;padding:14px 18px;min-width:0}
.chart-frame figcaption{font-size:13.5px;color:var(--muted);margin-bottom:8px}
.chart-frame figcaption b{color:var(--ink)}
.chart{width:100%;min-width:560px;height:auto;max-width:1060px;display:block;margin:0 auto}
.chart text{font:12px system-ui,-apple-system,"Segoe UI",Roboto,"DejaVu Sans",sans-serif;fill:var(--muted)}
.chart .axis line{stroke:var(--line)}
.chart .axis path{stroke:none}
.chart .axis-label,.chart .row-label,.chart .value,.chart .legend{fill:var(--ink)}
.chart .mark{fill:var(--ink);font-weight:600}
.chart .diagonal{stroke:var(--muted);stroke-dasharray:5 4}
.chart .mean{stroke:var(--ink);stroke-dasharray:5 4}
.chart .point{fill-opacity:.62;stroke-width:1}
.chart a:hover .point,.chart a:focus .point{fill-opacity:1;stroke:var(--ink)}
.chart .better{fill:var(--better);stroke:var(--better)}
.chart .worse{fill:var(--worse);stroke:var(--worse)}
.chart .equal{fill:var(--muted);stroke:var(--muted)}
.chart .bar{fill-opacity:.8;stroke:none}
.chart .whisker{stroke:var(--ink);fill:none;stroke-width:1.2}
${SERIES.map((color, index) => `.chart .series-${index}{fill:${color}}`).join('\n')}`;
