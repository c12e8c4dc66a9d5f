/** The onboarding page's style: one column for a phone, light and dark, with the device's own fonts. */
export const pageStyle = `
:root {
  --ground: #f4f6f8; --card: #ffffff; --ink: #16212b; --soft: #5b6b79; --line: #dfe5ea;
  --accent: #0b6bcb; --on-accent: #ffffff; --tint: #e8f1fb;
}
@media (prefers-color-scheme: dark) {
  :root {
    --ground: #0e1419; --card: #182129; --ink: #e9eff4; --soft: #9aabb9; --line: #2a3742;
    --accent: #6bb4ff; --on-accent: #06213b; --tint: #172c40;
  }
}
* { box-sizing: border-box; }
body {
  margin: 0; background: var(--ground); color: var(--ink);
  font: 17px/1.5 system-ui, -apple-system, "Segoe UI", Roboto, sans-serif;
  -webkit-text-size-adjust: 100%;
}
main {
  max-width: 34rem; margin: 0 auto;
  padding: max(1.5rem, env(safe-area-inset-top)) 1.1rem max(2rem, env(safe-area-inset-bottom));
}
header { margin: 0 .2rem 1.4rem; }
.kind { margin: 0; color: var(--accent); font-weight: 600; font-size: .9rem; }
h1 { margin: .1rem 0 .3rem; font-size: 1.9rem; line-height: 1.2; overflow-wrap: anywhere; }
.lead { margin: 0; color: var(--soft); overflow-wrap: anywhere; }
.choice { margin-top: .6rem; }
.lead strong { color: var(--ink); font-weight: 600; }
.card {
  background: var(--card); border: 1px solid var(--line); border-radius: 1rem;
  padding: 1.1rem 1.15rem; margin: 0 0 .9rem;
}
h2 { margin: 0 0 .8rem; font-size: 1.12rem; line-height: 1.3; }
ol { list-style: none; counter-reset: step; margin: 1.2rem 0 0; padding: 0; }
h2 + ol { margin-top: 0; }
ol li {
  counter-increment: step; position: relative; padding-left: 2.3rem; margin: 0 0 .8rem; overflow-wrap: anywhere;
}
ol li:last-child { margin-bottom: 0; }
ol li::before {
  content: counter(step); position: absolute; left: 0; top: .05rem; width: 1.55rem; height: 1.55rem;
  border-radius: 50%; background: var(--tint); color: var(--accent); font-size: .85rem; font-weight: 700;
  display: grid; place-items: center;
}
b { font-weight: 600; }
.name { display: inline-block; max-width: 100%; overflow-wrap: anywhere; }
.download, summary, button {
  display: block; width: 100%; border: 0; border-radius: .8rem; padding: .85rem 1rem; min-height: 3rem;
  font: inherit; font-weight: 600; text-align: center; text-decoration: none; cursor: pointer;
}
.download { background: var(--accent); color: var(--on-accent); }
.download.taken { background: var(--tint); color: var(--soft); }
.download.taken::after { content: " ✓"; }
summary { background: var(--tint); color: var(--accent); list-style: none; }
summary::-webkit-details-marker { display: none; }
.opened, [open] .closed { display: none; }
[open] .opened { display: inline; }
.download:focus-visible, summary:focus-visible, button:focus-visible {
  outline: 3px solid var(--accent); outline-offset: 3px;
}
.hint { margin: .5rem 0 0; color: var(--soft); font-size: .88rem; text-align: center; }
details { margin-top: .8rem; }
#secret, #fallback { margin: .7rem 0 0; padding: .9rem; border: 1px dashed var(--line); border-radius: .8rem; }
#password {
  display: block; max-width: 11em; margin: 0 auto .7rem; text-align: center; user-select: all; -webkit-user-select: all;
  font: 1.3rem/1.6 ui-monospace, Menlo, Consolas, monospace;
}
#password span { display: inline-block; margin: 0 .28em; }
#fallback { text-align: center; }
button { background: var(--tint); color: var(--accent); }
kbd {
  font: inherit; font-weight: 600; padding: .05rem .45rem; border: 1px solid var(--line); border-radius: .35rem;
  background: var(--ground);
}
.notes { padding: .6rem .3rem 0; color: var(--soft); font-size: .93rem; }
.notes h2 { font-size: 1rem; color: var(--ink); margin-bottom: .5rem; }
.notes ul { margin: 0; padding-left: 1.1rem; }
.notes li { margin-bottom: .5rem; overflow-wrap: anywhere; }
footer { margin: 1.2rem .3rem 0; padding-top: .9rem; border-top: 1px solid var(--line); color: var(--soft); font-size: .85rem; }
footer p { margin: 0; }
[hidden] { display: none; }
`;

/** A closed padlock as a data URL, so that the browser requests no icon. */
export const pageIcon =
  "data:image/svg+xml," +
  encodeURIComponent(
    '<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 24 24"><path fill="#0b6bcb" d="M6 10V8a6 6 0 1 1 12 0v2h1a1 1 0 0 1 1 1v10a1 1 0 0 1-1 1H5a1 1 0 0 1-1-1V11a1 1 0 0 1 1-1zm3 0h6V8a3 3 0 1 0-6 0z"/></svg>',
  );
