import { type Html, type HtmlValue, html } from '../html/html.js';
import { isMediaKind } from '../messaging/mediaKinds.js';
import type { FilledButton, FilledCard, FilledHeader, FilledTemplate } from '../messaging/template.types.js';
import type { SandboxState } from '../state/sandboxState.js';
import { sayMoment } from './clock.js';
import { locationContent, mediaContent, words } from './contentParts.js';

export function templateContent(template: FilledTemplate, state: SandboxState): HtmlValue {
  const { header, body, footer, offer, cards } = template;
  return [
    header && headerContent(header, state),
    offer &&
      html`<p class="place" data-testid="phone-offer"><strong dir="auto">${offer.text}</strong>${offer.endsAt !== null && html`<small>Ends <time datetime="${new Date(offer.endsAt).toISOString()}">${sayMoment(offer.endsAt)}</time></small>`}</p>`,
    words(body),
    footer !== null && html`<p class="foot" dir="auto">${footer}</p>`,
    cards.length > 0 &&
      html`<div class="cards" role="group" aria-label="Cards" tabindex="0" data-testid="phone-cards">${cards.map((card) => cardContent(card, state))}</div>`,
  ];
}

function headerContent({ format, text, media, location }: FilledHeader, state: SandboxState): HtmlValue {
  const kind = format.toLowerCase();
  if (isMediaKind(kind)) return mediaContent(kind, media, state);
  if (location) return locationContent(location);
  return text ? html`<p class="head" dir="auto">${text}</p>` : null;
}

const cardContent = (card: FilledCard, state: SandboxState): Html => html`
<section class="card-of" data-testid="phone-card">${card.header && headerContent(card.header, state)}${words(card.body)}${card.buttons.map(buttonLink)}</section>`;

/** Buttons without an answer: links, numbers, codes, catalogues. */
export const templateLinks = ({ buttons }: FilledTemplate): HtmlValue => buttons.map(buttonLink);

/** Answers in the chat are among the choices. */
const answered = new Set(['QUICK_REPLY', 'FLOW']);

function buttonLink({ type, text, url, code }: FilledButton): HtmlValue {
  if (url !== null) {
    return html`<a class="button url" href="${url}" rel="noreferrer" target="_blank" data-testid="phone-url">${text}</a>`;
  }
  if (code !== null) {
    return html`<p class="button url" data-testid="phone-copy-code">${text} <code dir="auto">${code}</code></p>`;
  }
  return !answered.has(type) && html`<p class="button url" data-testid="phone-button">${text}</p>`;
}
