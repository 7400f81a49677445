import { type Html, html } from './html.js';
import { layout } from './layout.js';

export function messagePage(title: string, message: string, testId: string): Html {
  return layout({
    title,
    width: 'narrow',
    body: html`<section class="card window" data-testid="${testId}"><h1>${title}</h1><p class="lead">${message}</p></section>`,
  });
}
