/** What the page of the lab adds to the style sheet of reports. */
export const LAB_STYLE = `
.lab h1{font-size:clamp(1.25rem,1rem + 1.2vw,1.8rem);min-height:2.5em;margin-bottom:.3em}
.lab header .lead{margin:0 0 .5em}
.lab .bench{display:grid;grid-template-columns:minmax(0,1fr) 330px;gap:0 34px;align-items:start}
.lab .bench section{margin-top:20px}
#controls{margin-top:20px;border-top:1px solid var(--line);padding-top:22px;position:sticky;top:0;max-height:100vh;overflow-y:auto;scrollbar-width:thin}
#fans{grid-template-columns:repeat(auto-fill,minmax(min(300px,100%),1fr))}
.lab .grid:not(.wide) .finding{min-height:1.35em}
#fans.stale,#why-place.stale{opacity:.45}
fieldset{border:0;margin:0 0 16px;padding:0;min-width:0}
legend,summary.group{font-weight:650;font-size:.94rem;padding:0;margin:0 0 .35em;color:var(--ink)}
details.knobs{margin:0 0 14px}
.knob{display:grid;grid-template-columns:minmax(0,1fr) 6.2em 1.7em;gap:0 6px;align-items:center;margin:0 0 7px;font-size:.86rem}
.knob label{overflow-wrap:anywhere;line-height:1.25}
.knob .unit{color:var(--soft)}
.knob input[type=range]{grid-column:1/-1;width:100%;margin:1px 0 0;accent-color:var(--hue)}
.knob input[type=number]{font:inherit;font-variant-numeric:tabular-nums;width:100%;color:inherit;background:var(--card);border:1px solid var(--line);border-radius:5px;padding:2px 4px;text-align:right}
.knob.moved label{font-weight:650}
.knob.moved input[type=number]{border-color:var(--hue)}
.knob .undo{font:inherit;line-height:1;padding:3px 0;border:0;background:none;color:var(--link);cursor:pointer;border-radius:4px}
.knob .undo[disabled]{visibility:hidden}
.act{display:grid;grid-template-columns:1fr auto;gap:4px 6px;margin:0 0 12px;padding:8px;background:var(--wash);border-radius:6px;font-size:.86rem}
.act .words{display:flex;flex-wrap:wrap;gap:4px 6px;align-items:center}
.act button{align-self:start}
.act input[type=range]{grid-column:1/-1;width:100%;accent-color:var(--plus)}
.act input[type=number]{width:6.5em}
.act select,.act input[type=number],.choice select,.choice input[type=text]{font:inherit;font-size:.86rem;color:inherit;background:var(--card);border:1px solid var(--line);border-radius:5px;padding:2px 4px;max-width:100%}
.choice input[type=text]{width:8em}
.choice{display:flex;flex-wrap:wrap;gap:4px 8px;align-items:center;font-size:.86rem;margin:0 0 8px}
.buttons{display:flex;flex-wrap:wrap;gap:8px 10px;align-items:center}
button.plain,.buttons button{font:inherit;font-size:.88rem;color:inherit;background:var(--card);border:1px solid var(--soft);border-radius:6px;padding:5px 10px;cursor:pointer}
button:disabled{opacity:.55;cursor:default}
.stacked{display:block;font-size:.86rem;color:var(--soft);margin:0 0 .25em}
.lab textarea,.lab #link{font:13px/1.5 ui-monospace,SFMono-Regular,Menlo,Consolas,monospace;color:inherit;background:var(--card);border:1px solid var(--line);border-radius:6px;padding:8px 10px;width:100%;resize:vertical}
.editor{display:grid;grid-template-columns:auto minmax(0,1fr);margin-bottom:.8em;border:1px solid var(--line);border-radius:6px;overflow:hidden}
.editor pre{margin:0;height:30rem;padding:8px 8px 8px 10px;border-radius:0;font:13px/1.5 ui-monospace,SFMono-Regular,Menlo,Consolas,monospace;color:var(--soft);text-align:right;overflow:hidden;white-space:pre;user-select:none}
.editor pre b{color:var(--paper);background:var(--bad);display:block;margin:0 -8px 0 -10px;padding:0 8px 0 10px}
.lab .editor textarea{border:0;border-radius:0;resize:none;overflow:auto;height:30rem}
.editor:focus-within{outline:2px solid var(--hue);outline-offset:1px}
.lab .editor textarea:focus-visible{outline:0}
.mistakes{list-style:none;padding:0;margin:0 0 .6em}
.mistakes:empty{display:none}
.mistakes li{margin:.2em 0;overflow-wrap:anywhere}
.mistakes button{all:unset;cursor:pointer;color:var(--bad);text-decoration:underline;text-underline-offset:.18em}
.mistakes .warning button,.mistakes .warning{color:var(--soft)}
.mistakes button:focus-visible{outline:2px solid var(--hue);outline-offset:2px}
.problem{border-left:4px solid var(--bad);background:var(--wash);padding:8px 12px;overflow-wrap:anywhere}
.card .before{color:var(--soft);font-size:.84rem;margin:0}
@media screen and (max-width:820px){.lab .bench{grid-template-columns:minmax(0,1fr)}#controls{position:static;max-height:none;margin-top:12px;padding-top:14px}.lab .bench section{position:sticky;top:0;z-index:2;background:var(--paper);margin-top:12px;padding:6px 0 4px;border-bottom:1px solid var(--line)}.lab #drawn h2,.lab #drawn .legend{display:none}#fans{display:flex;overflow-x:auto;scroll-snap-type:x mandatory;gap:14px}#fans .card{flex:0 0 min(300px,86vw);scroll-snap-align:start}#fans .before{display:none}.lab h1{min-height:3.8em}}
@media print{#controls,#take,#many,#model .buttons,.lab #drawn .switch{display:none}.lab .bench{grid-template-columns:1fr}.editor pre{height:auto}.lab .editor textarea{height:auto;field-sizing:content}#fans{grid-template-columns:repeat(2,1fr);padding-right:24px}.lab h1{min-height:0}}
`;
