import { Markup } from './escape.js';

/** The style of the HTML report: light and dark, on screen and on paper. It has no character that markup would escape. */
export const style = new Markup(`
:root { color-scheme: light dark; --back: #fff; --text: #1c2128; --soft: #59636e; --line: #d1d9e0; --card: #f6f8fa;
  --red: #b3261e; --redback: #fdecea; --amber: #7a4d00; --amberback: #fff3d6; --green: #14612e; --greenback: #e3f6e8;
  --blue: #0b57a4; --blueback: #e3effb; }
@media (prefers-color-scheme: dark) {
  :root { --back: #0d1117; --text: #e6edf3; --soft: #a3adb8; --line: #3a424c; --card: #161b22;
    --red: #ff9d94; --redback: #3d1513; --amber: #f0c050; --amberback: #352a08; --green: #7ee29a; --greenback: #0f2d19;
    --blue: #8cc2ff; --blueback: #102a47; }
}
* { box-sizing: border-box; }
body { margin: 0 auto; padding: 1.5rem; max-width: 72rem; background: var(--back); color: var(--text);
  font: 16px/1.5 system-ui, sans-serif; overflow-wrap: anywhere; }
h1 { font-size: 1.6rem; margin: 0 0 0.5rem; }
h2 { font-size: 1.25rem; margin: 2.5rem 0 0.75rem; border-bottom: 1px solid var(--line); padding-bottom: 0.3rem; }
h3 { font-size: 1rem; margin: 1.5rem 0 0.5rem; }
code { font: 0.9em ui-monospace, monospace; }
p { margin: 0.5rem 0; }
.badge { display: inline-block; padding: 0 0.6em; border-radius: 0.4em; font-weight: 600; border: 1px solid currentcolor; }
.fail, .error, .silent { color: var(--red); background: var(--redback); }
.warning, .call-time, .link { color: var(--amber); background: var(--amberback); }
.pass, .runs, .none { color: var(--green); background: var(--greenback); }
.comparison, .info, .floor, .compile { color: var(--blue); background: var(--blueback); }
.soft { color: var(--soft); }
.scroll { overflow-x: auto; }
dl { display: grid; grid-template-columns: max-content 1fr; gap: 0.25rem 1rem; margin: 0.75rem 0; }
dt { color: var(--soft); }
dd { margin: 0; }
table { border-collapse: collapse; margin: 0.75rem 0; overflow-wrap: break-word; }
caption { text-align: left; color: var(--soft); padding-bottom: 0.4rem; }
th, td { border: 1px solid var(--line); padding: 0.35rem 0.6rem; text-align: left; vertical-align: top; }
th { background: var(--card); }
td small { display: block; color: var(--text); }
details { border: 1px solid var(--line); border-radius: 0.4em; margin: 0.5rem 0; background: var(--card); }
summary { cursor: pointer; padding: 0.5rem 0.75rem; }
details dl { margin: 0 0.75rem 0.75rem; }
.waived summary .message { text-decoration: line-through; }
svg { display: block; min-width: 44rem; width: 100%; height: auto; font: 13px system-ui, sans-serif; fill: var(--text); }
svg .mark { stroke: var(--soft); stroke-width: 1; }
svg .axis { stroke: var(--text); stroke-width: 1.5; }
svg .year { fill: var(--soft); }
svg .bar { fill: var(--blue); }
svg .over { fill: var(--amber); }
svg .today { stroke: var(--red); stroke-width: 1.5; stroke-dasharray: 5 4; }
svg .date { fill: var(--red); }
svg .label { paint-order: stroke; stroke: var(--back); stroke-width: 4px; }
@media print {
  :root { --back: #fff; --text: #000; --card: #fff; }
  body { max-width: none; padding: 0; font-size: 11px; }
  details { break-inside: avoid; }
  * { print-color-adjust: exact; }
}
`);
