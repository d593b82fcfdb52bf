/** The style of all pages. Its hash stands in the Content-Security-Policy, so it goes into the page as it is. */
export const STYLE = `
:root {
  color-scheme: light dark;
  --page: #eef1f4; --card: #fff; --text: #17212b; --muted: #4b5864; --line: #ccd3da; --edge: #66727e;
  --accent: #0a5aa8; --on-accent: #fff; --soft: #eaf2fa;
  --good: #11693a; --wait: #7a4d00; --bad: #b3261e; --bad-soft: #fdeeed;
}
@media (prefers-color-scheme: dark) {
  :root {
    --page: #0f151b; --card: #19222b; --text: #e9eef3; --muted: #adb8c3; --line: #36424e; --edge: #8b98a5;
    --accent: #86bdf5; --on-accent: #0b1722; --soft: #1d2d3d;
    --good: #74d49e; --wait: #f0bf6a; --bad: #ff9f96; --bad-soft: #33201f;
  }
}
*, ::before, ::after { box-sizing: border-box; }
html { scroll-padding-top: 6rem; -webkit-text-size-adjust: 100%; text-size-adjust: 100%; }
body {
  margin: 0; background: var(--page); color: var(--text);
  font: 1rem/1.5 system-ui, -apple-system, "Segoe UI", Roboto, "Helvetica Neue", Arial, sans-serif;
  overflow-wrap: anywhere;
}
main, .top, footer { max-width: 44rem; margin: 0 auto; padding: 0 1rem; }
main { overflow-x: clip; }
.top { display: flex; flex-wrap: wrap; justify-content: space-between; gap: 0 1rem; padding-top: .75rem; padding-bottom: .25rem; color: var(--muted); font-size: .875rem; }
.top p { margin: 0; }
.top p:first-child { font-weight: 700; }
h1 { margin: .5rem 0 .25rem; font-size: 1.5rem; line-height: 1.25; }
.name { max-height: 15rem; overflow: clip; }
h2 { margin: 0 0 .5rem; font-size: 1.125rem; line-height: 1.3; }
h3 { margin: .75rem 0 .25rem; font-size: 1rem; line-height: 1.3; }
p { margin: 0 0 .75rem; }
a { color: var(--accent); }
:focus-visible { outline: 3px solid var(--accent); outline-offset: 2px; }
.card { margin: 0 0 .75rem; padding: .75rem; background: var(--card); border: 1px solid var(--line); border-radius: .5rem; }
.lead { color: var(--muted); }
.seen-by-readers, .enter-key { position: absolute; width: 1px; height: 1px; overflow: hidden; clip-path: inset(50%); white-space: nowrap; }
.total {
  display: flex; flex-wrap: wrap; justify-content: space-between; gap: .25rem 1rem; margin: 0 0 .75rem; padding: .5rem .75rem;
  background: var(--soft); border: 1px solid var(--line); border-left: .375rem solid var(--accent); border-radius: .5rem;
}
@media (min-height: 30rem) { .total { position: sticky; top: 0; z-index: 1; } }
.total dt { color: var(--muted); font-size: .8125rem; }
.total dd { margin: 0; font-size: 1.1875rem; line-height: 1.25; font-weight: 700; font-variant-numeric: tabular-nums; }
.code dd { letter-spacing: .12em; }
.facts { display: grid; grid-template-columns: minmax(4.5rem, max-content) minmax(0, 1fr); gap: .25rem .75rem; margin: 0; }
.facts > dt { max-width: 5.5rem; color: var(--muted); font-size: .875rem; line-height: 1.7; }
.facts > dd { margin: 0; }
.facts + h2 { margin-top: .75rem; }
.lines { white-space: pre-line; }
details { margin: 0 0 .75rem; }
details > :last-child { margin-bottom: 0; }
summary { padding: .25rem 0; color: var(--accent); cursor: pointer; }
.fold { padding: .375rem .75rem; background: var(--card); border: 1px solid var(--line); border-radius: .5rem; }
.fold > summary { min-height: 1.75rem; font-weight: 600; }
.fold[open] > summary { margin-bottom: .5rem; }
table { width: 100%; border-collapse: collapse; }
th, td { padding: .25rem .5rem .25rem 0; border-bottom: 1px solid var(--line); text-align: start; vertical-align: top; }
th { color: var(--muted); font-weight: 600; overflow-wrap: normal; }
td:first-child { min-width: 4.25rem; }
.list { margin: 0; padding: 0; list-style: none; }
.list > li { padding: .375rem 0; border-top: 1px solid var(--line); }
.list > li:first-child { border-top: 0; }
.was, .is { display: grid; grid-template-columns: 3.25rem minmax(0, 1fr); padding-left: .75rem; border-left: 3px solid var(--edge); }
.is { border-color: var(--good); }
.was small, .is small { color: var(--muted); }
.was { color: var(--muted); }
.is ins { text-decoration: none; font-weight: 600; }
.tree { margin: 0; }
.tree .tree { margin-left: .25rem; padding-left: .75rem; border-left: 2px solid var(--line); }
.tree dt { color: var(--muted); font-size: .875rem; }
.tree dd { margin: 0 0 .375rem; }
.good { color: var(--good); } .wait { color: var(--wait); } .bad { color: var(--bad); }
.alert { background: var(--bad-soft); border: 2px solid var(--bad); }
.alert a { color: var(--bad); font-weight: 600; }
.alert ul { margin: 0; }
.alert ul:not(.list) { padding-left: 1.25rem; }
.warning { border: 2px solid var(--wait); }
.state { border-left: .375rem solid currentColor; }
.state > * { color: var(--text); }
.state h1 { margin-top: 0; }
.state > .facts { margin-bottom: .75rem; }
.state > :last-child { margin-bottom: 0; }
form { margin: 0; }
fieldset { min-width: 0; margin: 0 0 1rem; padding: 0; border: 0; }
legend { padding: 0; }
.option { margin: 0 0 .75rem; padding: .5rem .75rem .75rem; border: 2px solid var(--edge); border-radius: .5rem; }
.option:has(> .choice input:checked) { border-color: var(--accent); background: var(--soft); }
.choice { display: flex; gap: .75rem; align-items: center; }
.choice input { flex: none; width: 1.75rem; height: 1.75rem; margin: 0; accent-color: var(--accent); }
.choice label { flex: 1; padding: .25rem 0; font-size: 1.125rem; font-weight: 700; cursor: pointer; }
.field { margin: .5rem 0 0; }
fieldset + .field { margin-bottom: 1rem; }
.field label { display: block; font-weight: 600; }
.hint { display: block; margin: 0; color: var(--muted); font-size: .875rem; }
.fault { display: block; margin: .25rem 0; color: var(--bad); font-weight: 600; }
input[type=text], input[type=date], select, textarea {
  display: block; width: 100%; min-height: 2.75rem; margin: .25rem 0 0; padding: .5rem .625rem;
  background: var(--card); color: var(--text); border: 2px solid var(--edge); border-radius: .25rem; font: inherit;
}
[aria-invalid=true] { border-color: var(--bad) !important; }
input[readonly], textarea[readonly] { border-style: dashed; }
#check { max-width: 8rem; font-size: 1.25rem; letter-spacing: .12em; }
button, .button {
  display: inline-block; width: 100%; min-height: 3rem; padding: .625rem 1.5rem; background: var(--accent); color: var(--on-accent);
  border: 2px solid var(--accent); border-radius: .375rem; font: inherit; font-weight: 700; text-align: center; text-decoration: none; cursor: pointer;
}
.second { margin: .375rem 0 0; min-height: 2.75rem; padding: .375rem 1rem; background: var(--card); color: var(--accent); }
.answer { display: block; margin: .25rem 0; font-weight: 600; }
footer { padding-top: .25rem; padding-bottom: 1.5rem; color: var(--muted); font-size: .8125rem; }
footer p { margin: 0 0 .25rem; }
.on-paper { display: none; }
@media (min-width: 40rem) {
  h1 { font-size: 1.75rem; }
  .card, .fold { padding-left: 1rem; padding-right: 1rem; }
  .total { padding: .75rem 1rem; }
  .total dd { font-size: 1.5rem; }
  .facts > dt { max-width: 10rem; font-size: inherit; line-height: inherit; }
  button, .button { width: auto; }
}
@media print {
  @page { margin: 14mm; }
  :root { --page: #fff; --card: #fff; --soft: #fff; --text: #000; --muted: #333; --line: #999; --accent: #000; --bad-soft: #fff; }
  body { font-size: 10pt; line-height: 1.35; }
  main, .top, footer { max-width: none; padding: 0; }
  .total { position: static; }
  .card, .total, .fold { margin-bottom: 3mm; padding: 2mm 3mm; break-inside: avoid; }
  form, .not-on-paper, .code { display: none; }
  .on-paper { display: block; }
  .list > li { padding: .5mm 0; }
  .was, .is { display: inline; padding-left: 2mm; border: 0; }
  summary { color: #000; list-style: none; }
  a[href^=http]::after { content: " <" attr(href) ">"; }
}
`;
