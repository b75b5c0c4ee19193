import { DRAWING_STYLES } from '../cfg/draw-svg.ts';

/** The styles of drawings, listings, comparisons and highlights. */
export const CODE_STYLES: string = `${DRAWING_STYLES}
.picture{margin:0;border:1px solid var(--line);border-radius:8px;overflow:hidden;background:var(--panel)}
.picture figcaption{display:flex;gap:8px;align-items:center;padding:6px 10px;border-bottom:1px solid var(--line);font-size:13px;font-weight:600}
.picture .zoom{margin-left:auto;display:flex;gap:4px}
.picture .zoom button{padding:0 8px;font-size:12px;line-height:20px}
.viewport{overflow:auto;max-height:78vh;cursor:grab}
.viewport.dragged{cursor:grabbing;user-select:none}
.viewport svg{display:block;margin:0 auto}
.missing{color:var(--muted);font-style:italic;padding:0 10px}
[data-value],[data-block]{cursor:pointer}
.linked .hit{background:var(--hit);color:var(--hit-ink);border-radius:2px}
.cfg tspan.hit,.cfg text.hit{fill:#c05600;font-weight:700;text-decoration:underline}
.cfg g.hit>.box{stroke:#e67e22;stroke-width:3}
.cfg .title tspan.hit{fill:var(--hit)}
.code,.diff,.expression{background:var(--soft);border-radius:8px;padding:10px 12px;margin:0;overflow:auto;max-height:60vh;line-height:1.45;tab-size:8}
.expression{white-space:pre-wrap;overflow-wrap:anywhere;font-size:13.5px;max-height:20vh}
.listing{min-width:0}
.diff .removed,.diff .added,.diff .gap{display:block;width:max-content;min-width:100%}
.diff .removed{background:var(--worse-ground);color:var(--worse)}
.diff .added{background:var(--better-ground);color:var(--better)}
.diff .gap{color:var(--muted)}
.pass,.idle,.fold{border:1px solid var(--line);border-radius:8px;margin:6px 0;padding:0 12px}
.idle{border-style:dashed}
.fold{margin-top:14px}
.pass[open],.idle[open],.fold[open]{padding-bottom:10px}
summary{cursor:pointer;padding:6px 0}
.pass summary{font-size:13.5px}
.fold summary{font-weight:600;font-size:14px}
.idle summary,.idle p{color:var(--muted);font-size:13px}
.pass .number{color:var(--muted);font-variant-numeric:tabular-nums;display:inline-block;min-width:1.6em;text-align:right}
.chip{font-size:12px;background:var(--soft);border-radius:9px;padding:1px 8px;margin-left:4px;white-space:nowrap;color:var(--muted)}
.chip b{color:var(--ink)}
.remarks{margin:0 0 8px;font-size:13px}
.remarks ul{margin:0;padding-left:20px;columns:240px}
.listings{grid-template-columns:repeat(auto-fit,minmax(min(100%,330px),1fr))}
.remark-missed{color:var(--muted)}
.remark-warning{color:var(--worse)}`;
