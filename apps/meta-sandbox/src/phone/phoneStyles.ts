/** A neutral chat in the colours of the sandbox. */
export const phoneStyles = `
:root {
  --own: light-dark(#dfeafc, #1d3358);
  --theirs: var(--card);
  --paper: light-dark(#eceff3, #0c1013);
}
.phone { display: flex; flex-direction: column; height: 100dvh; overflow: hidden; }
.phone main { flex: 1; min-height: 0; max-width: none; width: 100%; margin: 0; padding: 0; }
.phone .ribbon { padding-block: 0.25rem; font-size: 0.8125rem; }
.handset { display: grid; grid-template-columns: minmax(0, 1fr); height: 100%; background: var(--card); }
.grow { flex: 1; min-width: 0; }
.small { min-height: 36px; padding: 0.25rem 0.75rem; font-size: 0.875rem; }
.choice:is(a) { color: inherit; text-decoration: none; }

.businesses { overflow-y: auto; min-height: 0; }
.owner { position: sticky; top: 0; z-index: 1; display: flex; align-items: center; gap: 0.75rem; padding: 0.625rem 1rem; background: var(--card); border-bottom: 1px solid var(--line); }
.owner h1 { font-size: 1.0625rem; overflow: hidden; text-overflow: ellipsis; white-space: nowrap; }
.owner small { display: block; line-height: 1.3; }
.businesses h2 { padding: 0.875rem 1rem 0.25rem; font-size: 0.8125rem; color: var(--soft); font-weight: 600; }
.businesses ul { list-style: none; }
.businesses li > a { display: flex; align-items: center; gap: 0.75rem; padding: 0.625rem 1rem; color: inherit; text-decoration: none; }
.businesses li > a:hover { background: var(--raised); }
.businesses li > a[aria-current] { background: var(--accent-soft); }
.businesses li > a:focus-visible { outline-offset: -3px; }
.businesses .line { display: flex; align-items: baseline; justify-content: space-between; gap: 0.5rem; line-height: 1.35; }
.businesses .line strong, .businesses .preview { overflow: hidden; text-overflow: ellipsis; white-space: nowrap; }
.businesses .line > small:not(.preview) { flex: none; font-variant-numeric: tabular-nums; }
.unread { flex: none; min-width: 1.375rem; padding: 0 0.375rem; border-radius: 1rem; background: var(--accent); color: var(--on-accent); font-size: 0.8125rem; font-weight: 700; text-align: center; }
.no-chat { display: none; place-self: center; color: var(--soft); }

.chat { display: flex; flex-direction: column; min-width: 0; min-height: 0; background: var(--paper); }
.chat-part { display: flex; flex-direction: column; flex: 1; min-height: 0; }
.chat-head { display: flex; align-items: center; gap: 0.75rem; padding: 0.5rem 1rem; background: var(--card); border-bottom: 1px solid var(--line); }
.chat-head h2 { font-size: 1.0625rem; overflow: hidden; text-overflow: ellipsis; white-space: nowrap; }
.chat-head small { display: block; line-height: 1.3; font-variant-numeric: tabular-nums; }
.typing { color: var(--good); font-weight: 600; }
.back { display: grid; place-items: center; width: 44px; height: 44px; margin-inline: -0.75rem -0.5rem; font-size: 2rem; line-height: 1; text-decoration: none; color: var(--accent); border-radius: 10px; }
.window-strip { display: flex; flex-wrap: wrap; align-items: center; justify-content: center; gap: 0.125rem 0.75rem; padding: 0.25rem 1rem; background: var(--ribbon); color: var(--on-ribbon); font-size: 0.8125rem; }
button.link { min-height: 28px; padding: 0 0.25rem; border: 0; background: none; color: inherit; font: inherit; font-weight: 600; text-decoration: underline; }
.thread { flex: 1; min-height: 0; overflow-y: auto; padding: 0.75rem clamp(0.75rem, 4vw, 2.5rem) 1rem; display: flex; flex-direction: column; gap: 0.375rem; }
.thread > :first-child { margin-top: auto; }
.thread:focus-visible { outline-offset: -3px; }
.day { align-self: center; margin: 0.625rem 0 0.25rem; padding: 0.125rem 0.75rem; border-radius: 1rem; background: var(--card); border: 1px solid var(--line); color: var(--soft); font-size: 0.8125rem; }
.empty { align-self: center; margin-block: auto; color: var(--soft); }

.message { position: relative; display: flex; flex-direction: column; max-width: min(34rem, 86%); align-self: flex-start; }
.message.own { align-self: flex-end; align-items: flex-end; }
.bubble-row { display: flex; align-items: center; gap: 0.125rem; max-width: 100%; }
.own .bubble-row { flex-direction: row-reverse; }
.bubble { min-width: 5.5rem; padding: 0.4375rem 0.6875rem 0.3125rem; border-radius: 14px; border-end-start-radius: 4px; background: var(--theirs); border: 1px solid var(--line); overflow-wrap: anywhere; min-inline-size: 0; }
.own .bubble { background: var(--own); border-color: transparent; border-end-start-radius: 14px; border-end-end-radius: 4px; }
.bubble .words { white-space: pre-wrap; line-height: 1.4; }
.bubble .head { font-weight: 700; }
.bubble .foot { color: var(--soft); font-size: 0.875rem; }
.bubble .note { color: var(--soft); font-style: italic; }
.bubble img, .bubble video { display: block; max-width: 100%; max-height: 18rem; border-radius: 9px; margin-block: 0.125rem 0.25rem; }
.bubble img.sticker { width: 6rem; height: 6rem; background: light-dark(#0001, #fff1); }
.bubble audio { display: block; width: 16rem; max-width: 100%; height: 44px; }
.bubble pre { margin: 0.25rem 0 0; font-size: 0.75rem; white-space: pre-wrap; }
.file, .place { display: grid; gap: 0.125rem; padding: 0.5rem 0.75rem; margin-block: 0.125rem; border-radius: 9px; background: light-dark(#0000000d, #ffffff14); }
.place ul { padding-left: 1.125rem; }
.place small, .place span { color: var(--soft); font-size: 0.875rem; }
.meta { display: flex; justify-content: flex-end; align-items: center; gap: 0.25rem; color: var(--soft); font-size: 0.75rem; line-height: 1.3; font-variant-numeric: tabular-nums; white-space: pre; }
.ticks { letter-spacing: -0.2em; padding-right: 0.2em; font-weight: 700; }
.ticks.read { color: var(--accent); }
.bubble blockquote { margin: 0.125rem 0 0.375rem; padding: 0.3125rem 0.625rem; border-left: 3px solid var(--accent); border-radius: 6px; background: light-dark(#0000000d, #ffffff14); font-size: 0.875rem; line-height: 1.35; max-height: 4.5em; overflow: hidden; }
.taps { display: grid; gap: 0.375rem; margin-top: 0.4375rem; }
.taps button { flex-direction: column; gap: 0; min-height: 40px; padding: 0.3125rem 0.625rem; border-color: var(--line); color: var(--accent); background: var(--card); }
.taps h4 { margin: 0.25rem 0 0; font-size: 0.8125rem; color: var(--soft); }
.cards { display: flex; gap: 0.5rem; overflow-x: auto; scroll-snap-type: x proximity; margin-block: 0.375rem 0.25rem; padding-bottom: 0.25rem; }
.cards:focus-visible { outline-offset: -2px; }
.card-of { flex: none; width: min(13rem, 75%); scroll-snap-align: start; padding: 0.5rem 0.625rem; border: 1px solid var(--line); border-radius: 10px; background: var(--card); }
.button.url code { font-family: ui-monospace, monospace; user-select: all; overflow-wrap: anywhere; }
p.button.url { cursor: default; }
.button.url { width: 100%; min-height: 40px; margin-top: 0.375rem; border-color: var(--line); color: var(--accent); font-size: 0.9375rem; }
.list > summary { width: auto; text-align: center; padding-block: 0.375rem; }
.reactions { display: flex; gap: 0.25rem; margin: -0.375rem 0.625rem 0.125rem; z-index: 1; }
.reactions span { padding: 0 0.375rem; border-radius: 1rem; background: var(--card); border: 1px solid var(--line); font-size: 0.9375rem; line-height: 1.5; }
.menu { flex: none; align-self: center; }
.menu > summary { display: grid; place-items: center; width: 36px; height: 36px; padding: 0; border-radius: 50%; color: var(--soft); list-style: none; font-size: 1.125rem; }
.menu > summary::-webkit-details-marker { display: none; }
.menu > summary:hover { background: var(--raised); color: var(--text); }
.menu-panel { position: absolute; z-index: 3; top: calc(100% + 0.25rem); right: 0; display: grid; gap: 0.375rem; width: max-content; max-width: 19rem; padding: 0.5rem; border: 1px solid var(--line); border-radius: 12px; background: var(--card); box-shadow: 0 8px 30px #0003; }
.theirs .menu-panel { left: 0; right: auto; }
.menu-panel button, .menu-panel .button { width: 100%; min-height: 40px; padding: 0.25rem 0.625rem; font-size: 0.9375rem; }
.chat-head { position: relative; z-index: 2; }
.person .menu-panel { right: 0.75rem; width: min(21rem, calc(100vw - 1.5rem)); max-width: none; max-height: min(70dvh, 34rem); overflow-y: auto; }
.person form { display: grid; grid-template-columns: minmax(0, 1fr); gap: 0.375rem; min-width: 0; }
.person form.edit { display: flex; }
.person form.edit button { flex: none; }
.members { display: grid; gap: 0; min-width: 0; max-height: 9rem; overflow-y: auto; }
.members legend { font-size: 0.875rem; color: var(--soft); }
.emojis { display: flex; gap: 0.125rem; }
.emojis button { width: 42px; min-height: 42px; padding: 0; border-color: transparent; font-size: 1.25rem; }
.emojis button[aria-pressed] { border-color: var(--accent); background: var(--accent-soft); }
.edit { display: flex; gap: 0.375rem; }
.edit input { flex: 1; min-width: 0; min-height: 40px; padding-block: 0.25rem; }
.edit button { width: auto; }

.composer { display: grid; gap: 0.375rem; padding: 0.5rem clamp(0.5rem, 2vw, 1rem); background: var(--card); border-top: 1px solid var(--line); }
.composer-row { display: flex; align-items: flex-end; gap: 0.5rem; }
.composer textarea { flex: 1; min-width: 0; min-height: 44px; max-height: 10rem; padding: 0.5625rem 0.875rem; border: 1px solid var(--strong-line); border-radius: 22px; background: var(--card); color: inherit; font: inherit; resize: none; field-sizing: content; }
.attach { position: relative; color: var(--soft); flex: none; display: grid; place-items: center; width: 44px; height: 44px; border-radius: 50%; font-size: 1.25rem; cursor: pointer; }
.attach:hover { background: var(--raised); }
.attach:focus-within { outline: 3px solid var(--accent); outline-offset: -2px; }
.attach input[type=file] { position: absolute; inset: 0; width: 100%; min-height: 0; height: 100%; padding: 0; opacity: 0; cursor: pointer; }
html:not(.live) .attach { width: auto; border-radius: 10px; }
html:not(.live) .attach > :not(input) { display: none; }
html:not(.live) .attach input[type=file] { position: static; opacity: 1; width: 9rem; height: auto; border: 0; font-size: 0.75rem; }
.chosen { padding-inline: 0.5rem; color: var(--soft); font-size: 0.875rem; overflow-wrap: anywhere; }
.chosen[hidden] { display: none; }
.more > summary { padding: 0.125rem 0.5rem; font-size: 0.875rem; }
.quick { display: flex; flex-wrap: wrap; gap: 0.375rem; padding: 0.375rem 0.25rem 0; }
.quick button { min-height: 38px; padding: 0.25rem 0.75rem; font-size: 0.875rem; font-weight: 500; border-color: var(--line); }
.more .tick { font-size: 0.9375rem; padding-inline: 0.25rem; }
.replying { display: flex; align-items: center; gap: 0.75rem; padding: 0.375rem 0.625rem; border-left: 3px solid var(--accent); background: var(--raised); border-radius: 8px; }
.replying p { flex: 1; min-width: 0; overflow: hidden; text-overflow: ellipsis; white-space: nowrap; font-size: 0.9375rem; }

@media (max-width: 819px) {
  .phone .ribbon span { display: none; }
  .has-chat > .businesses { display: none; }
}
@media (min-width: 820px) {
  .handset { grid-template-columns: 21rem minmax(0, 1fr); }
  .businesses { border-right: 1px solid var(--line); }
  .no-chat { display: block; }
  .back { display: none; }
}
`;
