/** The styles of the list of filters. */
export const FILTER_LIST_STYLES = `
.toolbar{display:flex;flex-wrap:wrap;gap:10px;align-items:center;margin:0 0 12px}
.toolbar input{flex:1 1 260px;max-width:420px}
.filters{background:var(--panel);border:1px solid var(--line);border-radius:10px;overflow:clip}
.filter{border-bottom:1px solid var(--line);scroll-margin-top:56px}
.filter:last-child{border-bottom:0}
.filter>summary,.filters .heads{display:grid;grid-template-columns:18px minmax(0,1fr) 150px repeat(3,84px);gap:10px;align-items:baseline;padding:6px 16px;font-variant-numeric:tabular-nums;font-size:13.5px;list-style:none}
.filter>summary::-webkit-details-marker{display:none}
.filter>summary::before{content:"▸";color:var(--muted)}
.filter[open]>summary::before{content:"▾"}
.filter>summary:hover,.filter[open]>summary{background:var(--soft)}
.filter>summary .expr{overflow:hidden;text-overflow:ellipsis;white-space:nowrap}
.filter>summary>span:nth-child(n+3),.filters .heads>span:nth-child(n+4){text-align:right}
.filter>summary .group{text-align:left!important;color:var(--muted);overflow:hidden;text-overflow:ellipsis;white-space:nowrap}
.filters .heads{font-weight:600;border-bottom:1px solid var(--muted);align-items:end;line-height:1.25}
.filter .body{padding:12px 18px 22px;border-top:1px solid var(--line)}
@media (max-width:760px){.filter>summary,.filters .heads{grid-template-columns:18px minmax(0,1fr) 70px}.filter>summary .group,.filter>summary .side,.filters .heads .side{display:none}}`;
