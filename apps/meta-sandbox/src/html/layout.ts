import type { Response } from 'express';
import { type Html, type HtmlValue, html } from './html.js';

const icon =
  "data:image/svg+xml,%3Csvg xmlns='http://www.w3.org/2000/svg' viewBox='0 0 32 32'%3E%3Crect width='32' height='32' rx='8' fill='%23b45309'/%3E%3Cpath d='M9 22V12l7 6 7-6v10' fill='none' stroke='%23fff' stroke-width='3'/%3E%3C/svg%3E";

export interface PageParts {
  title: string;
  width: 'narrow' | 'wide' | 'phone';
  styles?: readonly string[];
  scripts?: readonly string[];
  body: HtmlValue;
}

export function layout({ title, width, body, styles = [], scripts = [] }: PageParts): Html {
  return html`<!DOCTYPE html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="color-scheme" content="light dark">
<title>${title} · Sandbox</title>
<link rel="icon" href="${icon}">
<link rel="stylesheet" href="/__sandbox/assets/sandbox.css">
${styles.map((name) => html`<link rel="stylesheet" href="/__sandbox/assets/${name}">`)}
${scripts.map((name) => html`<script src="/__sandbox/assets/${name}" defer></script>`)}
</head>
<body class="${width}">
<header class="ribbon" data-testid="sandbox-ribbon"><strong>Sandbox: Meta on your machine</strong> <span>Nothing here reaches Meta.</span></header>
<main>${body}</main>
</body>
</html>`;
}

const strict = "default-src 'none'; style-src 'self'; script-src 'self'; base-uri 'none'; frame-ancestors 'none'";
/** A live page polls the sandbox and shows its files. */
const policies = {
  still: `${strict}; img-src data:`,
  live: `${strict}; img-src 'self' data:; media-src 'self'; connect-src 'self'`,
} as const;

/** Sends a page that loads nothing from elsewhere and cannot be framed. */
export function sendPage(res: Response, status: number, page: Html, kind: keyof typeof policies = 'still'): void {
  res
    .status(status)
    .set({
      'content-security-policy': policies[kind],
      'cache-control': 'no-store',
      // With `no-referrer` browsers post our own forms with `Origin: null`, which is refused.
      'referrer-policy': 'same-origin',
      'x-content-type-options': 'nosniff',
    })
    .type('html')
    .send(page.text);
}
