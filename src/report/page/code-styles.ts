import { DRAWING_STYLES } from '../cfg/draw-svg.ts';

/** What is followed, in colours told apart: a ground under dark ink, and inks for light and dark grounds. */
const HITS = [
  ['#ffd54a', '#8a5300', '#ffd54a'],
  ['#8fd3ff', '#00588a', '#8fd3ff'],
  ['#a5e8a0', '#1f6b1a', '#a5e8a0'],
  ['#ffb3c7', '#a01848', '#ffb3c7'],
  ['#d5bfff', '#5b2ca8', '#d5bfff'],
  ['#ffbe8a', '#96410a', '#ffbe8a'],
  ['#8ee5d8', '#0d6359', '#8ee5d8'],
  ['#d8dc7a', '#5d6100', '#d8dc7a'],
] as const;

/** The styles of drawings, listings, comparisons and highlights. */
export const CODE_STYLES: string = `${DRAWING_STYLES}
.picture{margin:0;border:1px solid var(--line);border-radius:8px;overflow:hidden;background:var(--panel)}
.picture figcaption{display:flex;gap:8px;align-items:center;padding:6px 10px;border-bottom:1px solid var(--line);font-size:13px;font-weight:600}
.picture .zoom{margin-left:auto;display:flex;gap:4px}
.picture .zoom button{padding:0 8px;font-size:12px;line-height:20px}
.frame{position:relative}
.viewport{overflow:auto;max-height:78vh;cursor:grab}
.minimap{position:absolute;right:18px;bottom:18px;background:var(--panel);border:1px solid var(--line);border-radius:6px;opacity:.92;cursor:crosshair;touch-action:none}
.cfg .show{cursor:pointer;fill:var(--accent)}
.cfg .show:hover{text-decoration:underline}
.blocks{width:min(720px,94vw);max-height:86vh;border:1px solid var(--line);border-radius:10px;background:var(--panel);color:var(--ink);padding:14px 18px}
.blocks::backdrop{background:rgb(0 0 0/.45)}
.blocks h2{font-size:16px;margin:0 0 10px;display:inline-block}
.blocks button{float:right}
.picture figcaption{flex-wrap:wrap}
.picture .search{display:flex;gap:6px;align-items:center;font-weight:400;color:var(--muted);font-size:12px}
.picture .search input{width:130px;padding:0 8px;font-size:12px;line-height:20px}
.cfg g.found>.box{stroke:var(--accent);stroke-width:3}
.cfg g.current>.box{stroke-width:6}
.viewport.dragged{cursor:grabbing;user-select:none}
.viewport svg{display:block;margin:0 auto}
.missing{color:var(--muted);font-style:italic;padding:0 10px}
[data-value],[data-block],[data-span]{cursor:pointer}
.expression .at{border-bottom:1px dotted var(--muted)}
.at.hit{background:var(--hit);color:var(--hit-ink);border-radius:2px}
.at:hover{outline:1px solid var(--line)}
${HITS.map(([ground], index) => `.hit-${index}{--hit:${ground}}`).join('')}
.linked .hit{background:var(--hit);color:var(--hit-ink);border-radius:2px}
.cfg tspan.hit,.cfg text.hit{fill:var(--hit-text);font-weight:700;text-decoration:underline;text-decoration-thickness:2px}
.cfg g.hit>.box{stroke:var(--hit);stroke-width:4}
.cfg .title tspan.hit{fill:var(--hit)}
${HITS.map(([, light, dark], index) => `.cfg .hit-${index}{--hit-text:light-dark(${light},${dark})}`).join('')}
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
@media (max-width:760px){.chip{white-space:normal;overflow-wrap:anywhere}}
.chip b{color:var(--ink)}
.remarks{margin:0 0 8px;font-size:13px}
.remarks ul{margin:0;padding-left:20px;columns:240px}
.listings{grid-template-columns:repeat(auto-fit,minmax(min(100%,330px),1fr))}
.remark-missed{color:var(--muted)}
.remark-warning{color:var(--worse)}`;
