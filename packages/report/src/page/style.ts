/** The style sheet of the page; print is always light. */
export const STYLE = `
:root{color-scheme:light;--paper:#fff;--card:#fff;--ink:#1b2430;--soft:#566273;--line:#d9dee6;--grid:#e6eaf0;--hue:#1f5fa8;--link:#174f91;--dot:#1b2430;--plus:#b4501e;--minus:#1f6f8b;--bad:#a3221c;--wash:#f4f6f9;--c0:#3b6fb6;--c1:#c0562b;--c2:#3f8f6b;--c3:#8a5aa8;--c4:#a8862b;--c5:#9aa4b2;--c6:#d1447a;--c7:#6d7887;--c8:#2b2f36;--c9:#7fb2c9}
@media screen and (prefers-color-scheme:dark){:root{color-scheme:dark;--paper:#12171e;--card:#171d26;--ink:#e4e9f0;--soft:#a3afbf;--line:#2f3946;--grid:#27303c;--hue:#6aa8ee;--link:#8fbdf3;--dot:#e4e9f0;--plus:#e8935f;--minus:#62b6d0;--bad:#ff8f86;--wash:#1b222c;--c0:#6c9fe0;--c1:#e58657;--c2:#66bd95;--c3:#b48bd0;--c4:#d3b257;--c5:#6b7685;--c6:#ee7fa8;--c7:#939fae;--c8:#dfe4ea;--c9:#4f8ba6}}
*{box-sizing:border-box}
html{background:var(--paper);color:var(--ink);font:16px/1.5 system-ui,-apple-system,"Segoe UI",Roboto,"Noto Sans",sans-serif;-webkit-text-size-adjust:100%}
body{margin:0 auto;max-width:1240px;padding:32px 24px 64px}
h1{font-size:clamp(1.35rem,1rem + 1.6vw,2.1rem);line-height:1.25;margin:.2em 0 .7em;max-width:34em;font-weight:650;letter-spacing:-.01em;text-wrap:balance;overflow-wrap:anywhere}
h2{font-size:1.3rem;line-height:1.3;margin:0 0 .4em;font-weight:650}
h3{font-size:1.02rem;margin:1.4em 0 .5em;font-weight:650;overflow-wrap:anywhere}
.finding{font-size:.94rem;line-height:1.35;margin:0;font-weight:600;overflow-wrap:anywhere}
main{overflow-x:clip}
section{border-top:1px solid var(--line);margin-top:40px;padding-top:22px}
p,ul,ol,dl,pre{margin:0 0 .8em}
a{color:var(--link);text-underline-offset:.18em}
code{font:.92em ui-monospace,SFMono-Regular,Menlo,Consolas,monospace;overflow-wrap:anywhere}
pre{background:var(--wash);border-radius:6px;padding:10px 14px;white-space:pre-wrap}
.kind{color:var(--soft);font-size:.85rem;margin:0;letter-spacing:.02em}
.lead{color:var(--soft);max-width:62em}
.note{color:var(--soft);font-size:.84rem;margin:.25em 0 0;overflow-wrap:anywhere}
.tiles{display:flex;flex-wrap:wrap;gap:10px 34px;margin-bottom:.5em}
.tile{display:flex;flex-direction:column-reverse}
.tile dd{margin:0;font-size:1.5rem;line-height:1.2;font-weight:600;font-variant-numeric:tabular-nums}
.tile dt{color:var(--soft);font-size:.84rem}
.bad dd{color:var(--bad)}
.first ol{padding-left:1.3em;max-width:60em}
.first li{margin:.28em 0;overflow-wrap:anywhere}
.grid{display:grid;gap:22px 26px;grid-template-columns:repeat(auto-fill,minmax(min(258px,100%),1fr))}
.grid.wide{grid-template-columns:repeat(auto-fill,minmax(min(350px,100%),1fr))}
.card{margin:0;min-width:0;display:flex;flex-direction:column;break-inside:avoid}
.card[hidden]{display:none}
.caption{color:var(--soft);font-size:.8rem;margin:0;overflow-wrap:anywhere}
.card figcaption{margin-bottom:6px}
.grid:not(.wide) .finding{min-height:2.7em}
.picture{display:block;height:auto;overflow:visible}.picture:not([width]){width:100%;max-width:430px}
.grid.wide .picture:not([width]){max-width:480px}
.picture text{font-size:11px;fill:var(--ink);font-variant-numeric:tabular-nums}
.picture .tick,.picture .unit{fill:var(--soft)}
.picture .value{font-weight:600}
.end{text-anchor:end}.mid{text-anchor:middle}
.gridline{stroke:var(--grid);fill:none}
.picture .axis{stroke:var(--soft);fill:none}
.origin{stroke:var(--soft);fill:none;stroke-width:1}
.band{fill:var(--hue);fill-opacity:.17}
.median{stroke:var(--hue);stroke-width:2.6;fill:none;stroke-linejoin:round}
.ghost-band{fill:var(--soft);fill-opacity:.13}
.ghost{stroke:var(--soft);stroke-width:1.5;stroke-opacity:.85;fill:none;stroke-linejoin:round}
.mark{fill:var(--plus)}.mark-line{stroke:var(--plus);stroke-opacity:.6;stroke-dasharray:1 3;fill:none}
.control{stroke:var(--ink);stroke-width:1.3;stroke-dasharray:4 3;fill:none}
circle.control{stroke-dasharray:none}
.observed{stroke:var(--dot);stroke-width:1;stroke-opacity:.55;fill:none}
.dots{stroke:var(--dot);stroke-width:3.6;stroke-linecap:round;fill:none}
.points{stroke:var(--hue);stroke-opacity:.5;stroke-width:4.4;stroke-linecap:round;fill:none}
.brushed .points:not(.kept){stroke-opacity:.12}
.points.kept{stroke-opacity:.9}
.brush{fill:var(--hue);fill-opacity:.12}
.lines{stroke:var(--hue);stroke-opacity:.35;stroke-width:1.2;fill:none;stroke-linejoin:round}
.brushed .lines{stroke-opacity:.07}.brushed .lines.kept{stroke-opacity:.45}
.brushed .lines.selected,.lines.selected{stroke:var(--plus);stroke-opacity:1;stroke-width:2.8}
.axes text{paint-order:stroke;stroke:var(--paper);stroke-width:4px;stroke-linejoin:round}.axes .name{font-weight:600}
.across{overflow-x:auto}
.grid+.card{margin-top:22px}
figure[data-across] svg{touch-action:pan-y;cursor:crosshair}
.end-of-range{display:grid;grid-template-columns:minmax(0,1fr) 1.4fr;gap:8px;align-items:center;font-size:.78rem;color:var(--soft);overflow-wrap:anywhere}
.end-of-range input{width:100%;accent-color:var(--hue)}
.plus{fill:var(--plus)}.minus{fill:var(--minus)}
.whisker{stroke:var(--ink);stroke-width:1.2;fill:none}
.net{stroke:var(--ink);stroke-width:2.2;fill:none}
${Array.from({ length: 10 }, (_, at) => `.c${at}{fill:var(--c${at})}`).join('')}
.legend{list-style:none;display:flex;flex-wrap:wrap;gap:4px 20px;padding:0;color:var(--soft);font-size:.84rem}
.legend.small{gap:2px 12px;font-size:.78rem;margin-bottom:.5em}
.legend li{overflow-wrap:anywhere}
.key{width:30px;height:14px;vertical-align:-2px}.swatch{width:10px;height:10px}
#shared-y{width:1.05em;height:1.05em;vertical-align:-.15em;accent-color:var(--hue)}
.switch{font-size:.9rem;padding-left:.45em}
.shared,#shared-y:checked~.fans .own:has(+.shared){display:none}
#shared-y:checked~.fans .shared{display:grid}
.scroll{overflow-x:auto;border:1px solid var(--line);border-radius:6px}
table{border-collapse:collapse;font-size:.84rem;width:100%;font-variant-numeric:tabular-nums}
th,td{padding:5px 10px;text-align:left;white-space:nowrap;border-bottom:1px solid var(--grid);max-width:26em;overflow:hidden;text-overflow:ellipsis}
thead th{background:var(--wash);font-weight:600;position:sticky;top:0}
tbody td:first-child,tbody th:first-child{position:sticky;left:0;background:var(--card)}
tbody tr:last-child>*{border-bottom:0}
.number{text-align:right}
.sum>*{border-top:1px solid var(--soft);font-weight:600}
th button{all:unset;cursor:pointer;display:block;width:100%}
th[aria-sort=ascending] button::after{content:" \\2191"}th[aria-sort=descending] button::after{content:" \\2193"}
tbody tr:focus{outline:2px solid var(--hue);outline-offset:-2px}
:focus-visible,th button:focus-visible{outline:2px solid var(--hue);outline-offset:2px}
.controls{display:flex;flex-wrap:wrap;gap:8px 14px;align-items:center;margin:0 0 .6em}
.controls[hidden]{display:none}
.controls .note{flex-basis:100%;margin:0}
.pages{margin-top:.6em}
@media screen{.scripted .static-only{display:none}}
input[type=search],.controls button{font:inherit;font-size:.9rem;color:inherit;background:var(--card);border:1px solid var(--soft);border-radius:6px;padding:5px 10px}
input[type=search]{width:min(24em,80vw)}
.controls button{cursor:pointer}.controls button:disabled{opacity:.55;cursor:default}
details{margin-top:.5em;font-size:.9rem}summary{cursor:pointer;color:var(--soft)}
details .scroll{margin-top:.5em}
.failure ul{padding-left:1.2em}.failure li{margin:.25em 0;overflow-wrap:anywhere}
.failure h3 code{color:var(--bad)}
.where{color:var(--soft);font-variant-numeric:tabular-nums}
.facts>div{display:grid;grid-template-columns:11em 1fr;gap:0 14px;padding:3px 0}
.facts dt{color:var(--soft)}.facts dd{margin:0;overflow-wrap:anywhere}
@media (max-width:560px){body{padding:20px 16px 48px}.facts>div{grid-template-columns:1fr}section{margin-top:28px}.grid:not(.wide) .finding{min-height:0}}
@media print{.end-of-range,#brush-help{display:none!important}html{font-size:11pt}body{max-width:none;padding:0}.controls,.switch,#shared-y,summary{display:none!important}.grid{grid-template-columns:repeat(3,1fr);gap:12px 16px}.grid.wide{grid-template-columns:repeat(2,1fr)}.scroll,.across{overflow:visible;border:0}.across .picture{max-width:100%}table{font-size:6.5pt;table-layout:auto}th,td{white-space:normal;overflow-wrap:anywhere;padding:2px 3px;max-width:none}thead th{position:static}thead{display:table-header-group}tr{break-inside:avoid}h2,h3{break-after:avoid}section{margin-top:20px;padding-top:12px}a{color:inherit}.band,.part,.plus,.minus,thead th{print-color-adjust:exact;-webkit-print-color-adjust:exact}}
`;
