/** Colours for light grounds. */
const LIGHT = `color-scheme:light;--ground:#f6f7f9;--panel:#fff;--ink:#17202a;--muted:#5a6876;--line:#dde3ea;--soft:#eef1f5;--accent:#1f5fae;--better:#1b7a43;--worse:#b4342c;--better-ground:#e4f5ea;--worse-ground:#fbe7e5;--hit:#ffd54a;--hit-ink:#17202a;
--cfg-box:#fff;--cfg-head:#34495e;--cfg-text:#1c2733;--cfg-label:#5b6b7b;--cfg-ground:#fff;--cfg-accept:#d5f0dd;--cfg-reject:#fadbd8;--cfg-accept-text:#1e7a41;--cfg-reject-text:#a8322c`;

/** Colours for dark grounds. */
const DARK = `color-scheme:dark;--ground:#10151b;--panel:#19212a;--ink:#e3e9ef;--muted:#95a3b2;--line:#2d3843;--soft:#212b36;--accent:#7fb4f6;--better:#68ca8f;--worse:#f28f87;--better-ground:#173526;--worse-ground:#40211f;--hit:#ffd54a;--hit-ink:#17202a;
--cfg-box:#212b36;--cfg-head:#44607c;--cfg-text:#dde5ec;--cfg-label:#9eadbb;--cfg-ground:#19212a;--cfg-accept:#173826;--cfg-reject:#45211f;--cfg-accept-text:#7fd6a0;--cfg-reject-text:#f4a59e`;

/** The styles of every page: colours, text, panels, tables. Dark where the reader prefers that. */
export const PAGE_STYLES: string = `
:root{${LIGHT}}
@media screen and (prefers-color-scheme:dark){:root:not([data-theme=light]){${DARK}}}
@media screen{:root[data-theme=dark]{${DARK}}}
*{box-sizing:border-box}
body{margin:0;background:var(--ground);color:var(--ink);font:15px/1.5 system-ui,-apple-system,"Segoe UI",Roboto,"DejaVu Sans",sans-serif}
main{max-width:1240px;margin:0 auto;padding:0 24px 64px}
a{color:var(--accent);text-decoration:none}
a:hover{text-decoration:underline}
:focus-visible{outline:2px solid var(--accent);outline-offset:2px;border-radius:3px}
code,pre,.expr{font-family:ui-monospace,SFMono-Regular,Menlo,Consolas,"DejaVu Sans Mono",monospace;font-size:12.5px}
.top{position:sticky;top:0;z-index:2;background:var(--panel);border-bottom:1px solid var(--line)}
.top>div{max-width:1240px;margin:0 auto;padding:10px 24px;display:flex;gap:20px;align-items:center}
.top h1{font-size:17px;margin:0;letter-spacing:-.01em;white-space:nowrap;overflow:hidden;text-overflow:ellipsis}
.top h1 span{color:var(--muted);font-weight:400}
.top nav{display:flex;gap:16px;margin-left:auto;font-size:14px}
button,input,select{font:inherit;font-size:14px;color:inherit;background:var(--panel);border:1px solid var(--line);border-radius:6px;padding:4px 10px}
button{cursor:pointer}
button:hover{background:var(--soft)}
h2{font-size:21px;margin:44px 0 14px;letter-spacing:-.01em;scroll-margin-top:64px}
h3{font-size:16px;margin:0 0 4px}
.scroll+h3{margin-top:16px}
h4{font-size:13px;margin:12px 0 6px}
.body h3{font-size:15px;margin:26px 0 8px}
p{margin:6px 0 10px}
.muted,.numbers th span,.numbers td span{color:var(--muted);font-weight:400}
.muted{font-size:13.5px}
.failed{color:var(--worse)}
.good{color:var(--better)}
.better{color:var(--better)}
.worse{color:var(--worse)}
.panel{background:var(--panel);border:1px solid var(--line);border-radius:10px;padding:16px 18px;margin:0 0 18px;min-width:0}
.columns{display:grid;grid-template-columns:repeat(auto-fit,minmax(min(100%,480px),1fr));gap:18px;align-items:start}
.columns>*{min-width:0}
.tables{display:flex;flex-wrap:wrap}
.tables>*{flex:1 1 auto;max-width:100%;margin:0}
.tables .muted{width:0;min-width:100%}
.unseen{position:absolute;width:1px;height:1px;overflow:hidden;clip-path:inset(50%);white-space:nowrap}
.scroll{overflow-x:auto}
table{border-collapse:collapse;font-size:13.5px}
.numbers{width:100%;font-variant-numeric:tabular-nums}
.numbers th,.numbers td{padding:4px 7px;text-align:right;white-space:nowrap;border-bottom:1px solid var(--line)}
.numbers th{font-weight:600}
.numbers thead th{vertical-align:bottom;line-height:1.25;border-bottom-color:var(--muted)}
.numbers th:first-child,.numbers .expr{text-align:left}
.numbers tbody tr:hover{background:var(--soft)}
.numbers tbody tr:last-child>*{border-bottom:0}
.numbers tfoot th,.numbers tfoot td{border-top:1px solid var(--muted);border-bottom:0;font-weight:600}
.numbers td.expr{max-width:310px;overflow:hidden;text-overflow:ellipsis}
.numbers td.failed{text-align:left;white-space:normal}
.facts th{text-align:left;font-weight:600;padding:3px 14px 3px 0;vertical-align:top;white-space:nowrap}
.facts td{padding:3px 14px 3px 0;overflow-wrap:anywhere}
.tiles{display:grid;grid-template-columns:repeat(auto-fit,minmax(190px,1fr));gap:14px;margin:20px 0}
.tile{background:var(--panel);border:1px solid var(--line);border-radius:10px;padding:14px 18px}
.tile b{display:block;font-size:28px;line-height:1.2;letter-spacing:-.02em}
.tile b.equal{color:var(--ink)}
.tile span{color:var(--muted);font-size:13px;line-height:1.35;display:block;margin-top:2px}
@media (max-width:760px){
main{padding:0 14px 48px}
.top>div{padding:8px 14px;flex-wrap:wrap;gap:6px 14px}
.top h1{flex:1 1 0;min-width:0;white-space:normal;overflow-wrap:anywhere;display:-webkit-box;-webkit-box-orient:vertical;-webkit-line-clamp:2}
.top nav{order:3;margin:0;flex:1 0 100%;flex-wrap:wrap;gap:4px 14px}
.panel{padding:12px}
}
@media print{
body{background:#fff;font-size:11px}
.top{position:static}.top nav,button,.toolbar{display:none!important}
main{max-width:none;padding:0}
.panel,.tile,.picture,.chart-frame,tr{break-inside:avoid}
.viewport,.code,.diff,.expression,.scroll{overflow:visible!important;max-height:none!important}
.columns,.tables{display:block}
.tables>*{margin:0 0 12px}
.minimap,.search,.zoom,.toolbar{display:none!important}
table{font-size:8.5px}
.numbers th,.numbers td{padding:2px 4px;white-space:normal}
.numbers td.expr{max-width:40mm;overflow-wrap:anywhere}
.code,.diff{white-space:pre-wrap;overflow-wrap:anywhere}
.chart{min-width:0}
.viewport svg{max-width:100%;height:auto!important}
}`;
