/** The page's look: one column, light or dark as the reader prefers, fit for a phone and for paper. */
export const STYLE = `
:root { color-scheme: light dark; --page: #ffffff; --ink: #1f2328; --faint: #59636e; --line: #d8dee4; --panel: #f6f8fa; --link: #0b5394; --beware: #8a4b00; }
@media (prefers-color-scheme: dark) {
  :root { --page: #14181d; --ink: #e6edf3; --faint: #9aa5b1; --line: #343c46; --panel: #1c2229; --link: #6cb6ff; --beware: #f0b35a; }
}
* { box-sizing: border-box; }
body { margin: 0 auto; padding: 24px 20px 60px; max-width: 1000px; background: var(--page); color: var(--ink); font: 15px/1.5 system-ui, -apple-system, "Segoe UI", Roboto, "DejaVu Sans", sans-serif; overflow-wrap: anywhere; }
h1 { font-size: 26px; line-height: 1.2; margin: 2px 0 6px; }
h2 { font-size: 18px; margin: 40px 0 10px; padding-top: 14px; border-top: 1px solid var(--line); }
h3 { font-size: 15px; margin: 0; }
a { color: var(--link); }
.question { margin: 0; color: var(--faint); }
.context, .faint, .note, figcaption p { color: var(--faint); }
.context { margin: 0 0 16px; }
.figures { display: grid; grid-template-columns: repeat(auto-fill, minmax(172px, 1fr)); gap: 10px; margin: 0 0 16px; }
.figures div { background: var(--panel); border: 1px solid var(--line); border-radius: 6px; padding: 9px 12px; }
.figures dt { font-size: 12.5px; color: var(--faint); }
.figures dd { margin: 0; font-size: 21px; font-weight: 600; font-variant-numeric: tabular-nums; }
.figures .note { font-size: 12.5px; font-weight: 400; }
.sentence { font-size: 16px; margin: 0 0 8px; }
.caution { color: var(--beware); margin: 0 0 8px; }
.caution a { color: inherit; }
figure { margin: 0 0 30px; }
figcaption { margin-bottom: 8px; }
figcaption p { margin: 0; font-size: 13px; }
.chart, .scroll { overflow-x: auto; }
.chart svg { display: block; }
.chart text:not([fill="#ffffff"]):not([fill="#111111"]) { fill: var(--ink); }
.chart [stroke="#1f2328"] { stroke: var(--ink); }
.chart path[fill="#1f2328"] { fill: var(--ink); }
.chart [fill="white"] { fill: var(--page); }
.chart .role-axis-grid line { stroke: var(--line); }
.chart .role-axis-tick line, .chart .role-axis-domain line { stroke: var(--faint); }
.chart .mark-rect.role-mark path { stroke: var(--page); }
table { border-collapse: collapse; font-size: 13.5px; overflow-wrap: normal; min-width: 60%; width: max-content; }
th, td { padding: 4px 14px 4px 0; text-align: left; vertical-align: top; border-bottom: 1px solid var(--line); max-width: 340px; }
th { font-weight: 600; color: var(--faint); white-space: nowrap; }
td { overflow-wrap: break-word; }
tfoot td { font-weight: 600; border-bottom: 0; }
.figure { text-align: right; font-variant-numeric: tabular-nums; white-space: nowrap; }
pre { background: var(--panel); border: 1px solid var(--line); border-radius: 6px; padding: 10px 12px; margin: 6px 0 12px; overflow-x: auto; font: 13px/1.45 ui-monospace, "DejaVu Sans Mono", Consolas, monospace; }
summary { cursor: pointer; padding: 3px 0; }
details .scroll { margin: 0 0 18px; }
ul { padding-left: 20px; margin: 0; }
li { margin: 4px 0; }
#tip { position: fixed; z-index: 1; pointer-events: none; max-width: 320px; padding: 6px 10px; border-radius: 6px; background: var(--ink); color: var(--page); font-size: 12.5px; line-height: 1.4; white-space: pre-line; }
#filter h2 { margin-top: 24px; }
#filter fieldset { display: inline-block; margin: 0 12px 8px 0; padding: 4px 10px 6px; border: 1px solid var(--line); border-radius: 6px; max-width: 100%; vertical-align: top; }
#filter legend { font-size: 12.5px; color: var(--faint); }
#filter label { display: inline-block; margin-right: 12px; font-size: 13.5px; }
#filter p { margin: 4px 0 0; color: var(--faint); font-size: 13px; }
#case { position: fixed; right: 16px; bottom: 16px; width: 340px; max-height: 72vh; overflow-y: auto; padding: 12px 16px; background: var(--panel); border: 1px solid var(--faint); border-radius: 8px; box-shadow: 0 4px 18px rgb(0 0 0 / 25%); }
#case h3 { padding-right: 70px; }
#case h4 { margin: 10px 0 2px; font-size: 12.5px; color: var(--faint); }
#case table { width: 100%; font-size: 13px; }
#case td { padding: 2px 8px 2px 0; }
#case button { position: absolute; right: 12px; top: 10px; font: inherit; font-size: 13px; color: var(--ink); background: var(--page); border: 1px solid var(--line); border-radius: 5px; padding: 2px 8px; cursor: pointer; }
#case p { margin: 8px 0 0; font-size: 13px; }
tr.chosen td { background: var(--panel); }
tr:target td { background: var(--panel); }
@media (max-width: 560px) { body { padding: 16px 14px 40px; } #case { left: 8px; right: 8px; bottom: 8px; width: auto; max-height: 55vh; } h1 { font-size: 22px; } .figures { grid-template-columns: 1fr 1fr; } }
@media print {
  :root { --page: #fff; --ink: #000; --faint: #444; --line: #ccc; --panel: #fff; --link: #000; }
  body { max-width: none; padding: 0; font-size: 10.5pt; }
  figure, tr, pre { break-inside: avoid; }
  .chart, .scroll { overflow: visible; }
  .chart svg { max-width: 100%; height: auto; }
  table { font-size: 8.5pt; width: auto; }
  tfoot { display: table-row-group; }
  th, td { padding-right: 8px; }
  .figure { white-space: normal; }
  #tip, #case, #filter { display: none; }
}
`;
