import { createHash } from "node:crypto";
import type { Guide, GuideFile, GuidePart } from "../../../domain/guides/guide.ts";
import { escapeMarkup } from "../../../domain/guides/markup.ts";
import { pageIcon, pageStyle } from "./page-style.ts";
import { pageScript, savingScript } from "./page-script.ts";

export interface PageContents {
  readonly device: string;
  readonly hostname: string;
  readonly guide: Guide;
  /** How long the page is available. */
  readonly minutes: number;
  /** Address of a file of the guide. */
  readonly linkTo: (file: GuideFile) => string;
}

/** The page as HTML, and its content security policy: it loads nothing from elsewhere and runs only its own scripts. */
export interface Page {
  readonly html: string;
  readonly policy: string;
}

/**
 * Renders the page that hands over a bundle. It works without JavaScript; with it, a button shows the password after the #
 * of the address. A browser never sends that part, so a person who listens in the network gets only the encrypted file.
 */
export function onboardingPage(contents: PageContents): Page {
  const { device, hostname, guide, minutes } = contents;
  const html = `<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="color-scheme" content="light dark">
<meta name="robots" content="noindex">
<title>${escapeMarkup(device)} for ${escapeMarkup(hostname)}</title>
<link rel="icon" href="${pageIcon}">
<style>${pageStyle}</style>
</head>
<body>
<main>
<header>
<p class="kind">${escapeMarkup(guide.title)}</p>
<h1>${escapeMarkup(device)}</h1>
<p class="lead">These steps let ${escapeMarkup(device)} into <strong>${escapeMarkup(hostname)}</strong>.</p>
${guide.choice === undefined ? "" : `<p class="lead choice">${marked(guide.choice, contents)}</p>`}
</header>
${guide.parts.map((part) => partCard(part, contents)).join("\n")}
${notesCard(contents)}
<footer>
<p>This page comes from a computer in your own network and is available for ${minutes} minutes at most; until then you can come back to it.
The file is encrypted, and the password is never sent.</p>
</footer>
</main>
<template id="saving"><script>${savingScript}</script></template>
<script>${pageScript}</script>
</body>
</html>
`;
  return { html, policy };
}

const policy = [
  "default-src 'none'",
  `style-src '${hashOf(pageStyle)}'`,
  `script-src '${hashOf(pageScript)}' '${hashOf(savingScript)}'`,
  "img-src data:",
  // Its own script fetches the files.
  "connect-src 'self'",
  "base-uri 'none'",
  "form-action 'none'",
  "frame-ancestors 'none'",
].join("; ");

function hashOf(text: string): string {
  return `sha256-${createHash("sha256").update(text).digest("base64")}`;
}

const passwordButton = `<details>
<summary><span class="closed">Show the password</span><span class="opened">Hide the password</span></summary>
<p id="fallback">It is in the terminal where this page was started: press <kbd>p</kbd> there, and type it on this device when the file asks for it.</p>
<div id="secret" hidden>
<output id="password" aria-label="Password" translate="no"></output>
<button type="button" id="copy">Copy</button>
<p class="hint">You need it to open the file. Type it without spaces.</p>
</div>
</details>`;

function partCard(part: GuidePart, contents: PageContents): string {
  const { heading, file, steps } = part;
  const link =
    file === undefined
      ? ""
      : `<a class="download" href="${escapeMarkup(contents.linkTo(file))}" rel="nofollow">${downloadLabels[file]}</a>
<p class="hint">You can download it again while this page is available.</p>
<p class="hint insecure">Chrome may say “Insecure download blocked”: choose “Keep”. The file is encrypted.</p>`;
  const first = contents.guide.parts.find((other) => other.file !== undefined) === part;
  const items = steps.map((step) => `<li>${marked(step, contents)}</li>`).join("\n");
  return `<section class="card">
<h2>${escapeMarkup(heading)}</h2>
${link}
${first ? passwordButton : ""}
<ol>
${items}
</ol>
</section>`;
}

const downloadLabels: Readonly<Record<GuideFile, string>> = {
  p12: "Download the certificate",
  mobileconfig: "Download the profile",
};

function notesCard(contents: PageContents): string {
  return `<section class="notes">
<h2>Good to know</h2>
<ul>
${contents.guide.notes.map((note) => `<li>${marked(note, contents)}</li>`).join("\n")}
</ul>
</section>`;
}

/** Emphasizes words on the device's own screen, and keeps names and addresses on one line where possible. */
function marked(text: string, { device }: PageContents): string {
  const names = new RegExp(
    `(?:https://[\\w.-]*\\w|[\\w.-]+\\.(?:p12|mobileconfig)|\\b${device}(?:\\.\\d+)?\\b)[.,;]?`,
    "g",
  );
  return escapeMarkup(text)
    .replaceAll(names, '<span class="name">$&</span>')
    .replaceAll(/“([^”]*)”/g, "<b>$1</b>");
}
