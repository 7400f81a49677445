/** Neutral, light and dark, from 390 pixels up; deliberately not Meta's look. */
export const stylesheet = `
:root {
  color-scheme: light dark;
  --page: light-dark(#f2f4f7, #101418);
  --card: light-dark(#ffffff, #181d23);
  --raised: light-dark(#f7f8fa, #1f252c);
  --line: light-dark(#d8dde3, #323a43);
  --strong-line: light-dark(#7d8894, #76828e);
  --text: light-dark(#16202a, #e8ecf0);
  --soft: light-dark(#566271, #a3afbb);
  --accent: light-dark(#1f5fd0, #8ab4ff);
  --on-accent: light-dark(#ffffff, #0c1a33);
  --accent-soft: light-dark(#e8f0fd, #1c2a42);
  --ribbon: light-dark(#fde9b8, #3d2f0c);
  --on-ribbon: light-dark(#5a3d00, #fbdc94);
  --good: light-dark(#0d6b3c, #6fd6a0);
  --warn: light-dark(#8a5300, #f0c060);
  --bad: light-dark(#b3261e, #ff9a92);
}
*, *::before, *::after { box-sizing: border-box; }
html { -webkit-text-size-adjust: 100%; }
body { margin: 0; background: var(--page); color: var(--text); font: 16px/1.5 system-ui, -apple-system, "Segoe UI", Roboto, "Liberation Sans", sans-serif; }
h1 { font-size: 1.5rem; line-height: 1.25; margin: 0; letter-spacing: -0.01em; text-wrap: balance; }
h2 { font-size: 1.05rem; line-height: 1.3; margin: 0; }
p, ul, fieldset { margin: 0; padding: 0; }
fieldset { border: 0; min-width: 0; }
code { font: 0.875em ui-monospace, SFMono-Regular, Menlo, "Liberation Mono", monospace; overflow-wrap: anywhere; }
small { color: var(--soft); font-size: 0.875rem; }
a { color: var(--accent); }
:focus-visible { outline: 3px solid var(--accent); outline-offset: 2px; }
.unseen { position: absolute; width: 1px; height: 1px; overflow: hidden; clip-path: inset(50%); white-space: nowrap; }

.ribbon { background: var(--ribbon); color: var(--on-ribbon); padding: 0.5rem 1rem; text-align: center; font-size: 0.875rem; border-bottom: 1px dashed var(--on-ribbon); }
.ribbon span { display: inline-block; }
main { margin: 0 auto; padding: 1.5rem 1rem 3rem; }
.narrow main { max-width: 35rem; }
.wide main { max-width: 76rem; padding-inline: clamp(1rem, 3vw, 2rem); }
.card { background: var(--card); border: 1px solid var(--line); border-radius: 14px; padding: clamp(1rem, 4vw, 1.5rem); }

button, .button, select, input:not([type=checkbox], [type=radio]) { font: inherit; color: inherit; min-height: 44px; border-radius: 10px; border: 1px solid var(--strong-line); background: var(--card); padding: 0.5rem 0.875rem; }
button, .button { display: inline-flex; align-items: center; justify-content: center; gap: 0.5rem; font-weight: 600; text-decoration: none; cursor: pointer; }
button:hover, .button:hover { background: var(--raised); border-color: var(--text); }
button.primary { background: var(--accent); border-color: var(--accent); color: var(--on-accent); }
button.primary:hover { filter: brightness(1.08); }
button.quiet { border-color: transparent; background: transparent; color: var(--soft); }
button.quiet:hover { background: var(--raised); color: var(--text); }
button.danger { color: var(--bad); border-color: currentColor; }
select, input { max-width: 100%; }
input[type=checkbox], input[type=radio] { width: 1.25rem; height: 1.25rem; margin: 0; flex: none; accent-color: var(--accent); }

.window { display: grid; gap: 1.125rem; }
.window > form { display: grid; gap: 1.125rem; }
.steps { color: var(--soft); font-size: 0.875rem; margin-bottom: -0.75rem; }
.lead { color: var(--soft); overflow-wrap: anywhere; margin-top: -0.5rem; }
.lead strong { color: var(--text); }
.problem { background: light-dark(#fdecea, #3a1917); color: var(--bad); border-radius: 10px; padding: 0.75rem 1rem; font-weight: 600; }
.choices { display: grid; gap: 0.625rem; }
.choice { display: flex; align-items: center; justify-content: flex-start; gap: 0.75rem; padding: 0.75rem 0.875rem; border: 1px solid var(--line); border-radius: 12px; cursor: pointer; min-height: 56px; text-align: left; }
.choice:hover { border-color: var(--strong-line); }
.choice:has(input:checked) { border-color: var(--accent); background: var(--accent-soft); }
.choice-text { display: grid; min-width: 0; overflow-wrap: anywhere; line-height: 1.35; }
.choice-text small { font-variant-numeric: tabular-nums; }
.account { display: block; cursor: default; }
.account > label { display: flex; align-items: center; gap: 0.75rem; cursor: pointer; min-height: 44px; }
.avatar { display: grid; place-items: center; flex: none; width: 2.5rem; height: 2.5rem; font-size: 0.875rem; font-weight: 700; background: var(--raised); color: var(--text); border: 1px solid var(--line); border-radius: 10px; }
.avatar.person { border-radius: 50%; }
.primary .avatar { background: var(--on-accent); color: var(--accent); border-color: transparent; }
.numbers, .none, .more { padding-left: 2rem; }
.numbers { list-style: none; display: grid; gap: 0.25rem; font-size: 0.9375rem; }
.numbers li { display: flex; flex-wrap: wrap; gap: 0.125rem 0.75rem; justify-content: space-between; }
.none { color: var(--soft); font-size: 0.9375rem; }
.more > .numbers { padding-left: 0; padding-top: 0.25rem; }
.phone { font-variant-numeric: tabular-nums; }
.tag { display: inline-flex; align-items: center; gap: 0.375rem; font-size: 0.8125rem; color: var(--soft); white-space: nowrap; }
.tag + .tag { margin-left: 0.5rem; }
.tag::before { content: ""; width: 0.5rem; height: 0.5rem; border-radius: 50%; background: currentColor; }
.green, .good { color: var(--good); } .yellow, .warn { color: var(--warn); } .red, .bad { color: var(--bad); }
.permissions { padding-left: 1.25rem; color: var(--soft); margin-top: -0.75rem; }
details > summary { cursor: pointer; padding: 0.5rem 0; color: var(--accent); font-weight: 600; width: fit-content; font-size: 0.9375rem; }
.advanced { border-block: 1px solid var(--line); padding-block: 0.25rem; }
.advanced[open] { padding-bottom: 1rem; }
.advanced fieldset { display: grid; margin-top: 0.5rem; }
.advanced legend, .field label { font-weight: 600; font-size: 0.9375rem; padding: 0; }
.advanced fieldset label { display: flex; align-items: center; gap: 0.625rem; min-height: 40px; padding-block: 0.25rem; line-height: 1.3; }
.field { display: grid; gap: 0.25rem; justify-items: stretch; margin-top: 0.5rem; }
.actions { display: flex; flex-wrap: wrap; justify-content: space-between; gap: 0.75rem; }
.actions .primary { min-width: 8.5rem; }
.dismissals { display: flex; justify-content: space-between; gap: 0.5rem; border-top: 1px solid var(--line); padding-top: 0.625rem; margin-bottom: -0.5rem; }
.dismissals button { padding-inline: 0.5rem; margin-inline: -0.5rem; font-weight: 500; }
@media (min-width: 600px) { .narrow main { padding-top: 3rem; } }

.control { display: grid; grid-template-columns: minmax(0, 1fr); gap: 1.25rem; }
.control > header { display: flex; flex-wrap: wrap; align-items: end; justify-content: space-between; gap: 0.75rem 1.5rem; }
.control > header p { margin-top: 0.25rem; color: var(--soft); max-width: 60ch; }
.control details { min-width: 0; }
.control .card { display: grid; grid-template-columns: minmax(0, 1fr); gap: 0.875rem; align-content: start; min-width: 0; }
.columns { display: grid; grid-template-columns: minmax(0, 1fr); gap: 1.25rem; }
@media (min-width: 900px) { .columns { grid-template-columns: repeat(2, minmax(0, 1fr)); } }
.row { display: flex; flex-wrap: wrap; gap: 0.75rem; align-items: end; }
.row .field { margin: 0; flex: 1 1 8rem; min-width: 0; }
.row .field > * { width: 100%; min-width: 0; }
.card-head { display: flex; flex-wrap: wrap; justify-content: space-between; align-items: center; gap: 0.5rem 1rem; }
.hint { color: var(--soft); font-size: 0.9375rem; }
.down { border-color: var(--bad); }
.scroll { position: relative; overflow-x: auto; margin-inline: calc(-1 * clamp(1rem, 4vw, 1.5rem)); padding-inline: clamp(1rem, 4vw, 1.5rem); }
.tick { display: flex; align-items: center; gap: 0.625rem; min-height: 44px; }
.account-row { border-top: 1px solid var(--line); padding-top: 0.375rem; }
.account-row > summary { color: var(--text); width: auto; }
.account-row > summary small { font-weight: 400; }
.number-rows { list-style: none; display: grid; }
.number-rows li { display: flex; flex-wrap: wrap; align-items: center; justify-content: space-between; gap: 0.5rem 1rem; padding: 0.625rem 0; border-top: 1px solid var(--line); }
.number-rows .row { gap: 0.5rem; }
.number-rows select { flex: 1 1 7.5rem; min-width: 0; }
.number-rows button, .number-rows select { min-height: 40px; padding: 0.25rem 0.625rem; font-size: 0.9375rem; }
.row .wide-field { flex: 2 1 14rem; }
td code { overflow-wrap: normal; }
td:last-child:has(form) { text-align: right; }
.soft { color: var(--soft); }
table { border-collapse: collapse; width: 100%; font-size: 0.9375rem; font-variant-numeric: tabular-nums; }
th { text-align: left; color: var(--soft); font-weight: 600; font-size: 0.8125rem; white-space: nowrap; }
th, td { padding: 0.5rem 0.75rem 0.5rem 0; border-bottom: 1px solid var(--line); vertical-align: middle; }
th:last-child, td:last-child { padding-right: 0; }
tr:last-child > td { border-bottom: 0; }
td form { display: inline-flex; gap: 0.5rem; }
td button, td select { min-height: 36px; padding: 0.25rem 0.625rem; font-size: 0.9375rem; }
.dials, .events { display: grid; grid-template-columns: minmax(0, 1fr); gap: 0.875rem; }
.events .field { grid-template-columns: minmax(0, 1fr); margin: 0; }
.jump { display: flex; flex-wrap: wrap; gap: 0.25rem 1rem; font-size: 0.9375rem; }
.jump a { padding-block: 0.25rem; }
.control h2 { scroll-margin-top: 1rem; }
.dials > button, .events > button { justify-self: start; }
.ticks-row { display: flex; flex-wrap: wrap; gap: 0 1.25rem; }
.ticks-row legend { padding: 0; font-weight: 600; font-size: 0.9375rem; }
.event-buttons { display: flex; flex-wrap: wrap; gap: 0.5rem; }
.event-buttons button { min-height: 40px; padding: 0.25rem 0.75rem; font-size: 0.9375rem; font-weight: 500; }
textarea { font: 0.875rem/1.5 ui-monospace, SFMono-Regular, Menlo, "Liberation Mono", monospace; color: inherit; padding: 0.5rem 0.875rem; border-radius: 10px; border: 1px solid var(--strong-line); background: var(--card); }
.deliveries code { white-space: nowrap; }
.deliveries details > summary { padding: 0; color: inherit; font-weight: 400; }
.deliveries pre { max-width: 60rem; max-height: 20rem; overflow: auto; font-size: 0.8125rem; white-space: pre-wrap; overflow-wrap: anywhere; }
.nowrap { white-space: nowrap; }
`;
