import { type Html, type HtmlValue, html } from '../html/html.js';
import { isMediaKind } from '../messaging/mediaKinds.js';
import { readable } from '../messaging/readable.js';
import type { SandboxState } from '../state/sandboxState.js';
import { fieldIn, listIn, mediaContent, wordIn, words } from './contentParts.js';

export function interactiveContent(content: unknown, state: SandboxState): HtmlValue {
  const reply = fieldIn(content, 'button_reply') ?? fieldIn(content, 'list_reply');
  if (reply)
    return [
      words(wordIn(reply, 'title')),
      wordIn(reply, 'description') && html`<small>${wordIn(reply, 'description')}</small>`,
    ];
  const footer = fieldIn(content, 'footer');
  return [
    renderHeader(content, state),
    words(wordIn(fieldIn(content, 'body'), 'text') || readable('interactive', content)),
    productsIn(content),
    footer !== undefined && html`<p class="foot" dir="auto">${wordIn(footer, 'text')}</p>`,
    cardsIn(content, state),
  ];
}

function renderHeader(content: unknown, state: SandboxState): HtmlValue {
  const header = fieldIn(content, 'header');
  const kind = wordIn(header, 'type');
  if (isMediaKind(kind)) return mediaContent(kind, fieldIn(header, kind), state);
  return kind === 'text' && html`<p class="head" dir="auto">${wordIn(header, 'text')}</p>`;
}

/** Products by the business's ids; the catalogue is at Meta. */
function productsIn(content: unknown): HtmlValue {
  const action = fieldIn(content, 'action');
  const one = wordIn(action, 'product_retailer_id');
  const many = listIn(action, 'sections').flatMap((section) => listIn(section, 'product_items'));
  const names = one ? [one] : many.map((item) => wordIn(item, 'product_retailer_id'));
  return (
    names.length > 0 &&
    html`<div class="place" data-testid="phone-products"><strong>${names.length === 1 ? 'Product' : 'Products'}</strong><ul>${names.map((name) => html`<li dir="auto">${name}</li>`)}</ul></div>`
  );
}

function cardsIn(content: unknown, state: SandboxState): HtmlValue {
  const cards = listIn(fieldIn(content, 'action'), 'cards');
  return (
    cards.length > 0 &&
    html`<div class="cards" role="group" aria-label="Cards" tabindex="0" data-testid="phone-cards">${cards.map(
      (card) =>
        html`<section class="card-of" data-testid="phone-card">${renderHeader(card, state)}${words(wordIn(fieldIn(card, 'body'), 'text'))}${interactiveLinks(card)}</section>`,
    )}</div>`
  );
}

const plain = (text: string): Html => html`<p class="button url" data-testid="phone-button" dir="auto">${text}</p>`;

/** The fixed words of WhatsApp's own buttons. */
const ownWords: Readonly<Record<string, string>> = {
  address_message: 'Provide address',
  request_contact_info: 'Share phone number',
  call_permission_request: 'Choose whether they may call',
  voice_call: 'Call',
  catalog_message: 'View catalog',
  product_list: 'View items',
  product: 'View',
  order_details: 'Review and pay',
  order_status: 'View order',
};

/** A button that is no answer in the chat. */
export function interactiveLinks(content: unknown): HtmlValue {
  const parameters = fieldIn(fieldIn(content, 'action'), 'parameters');
  const type = wordIn(content, 'type');
  const url = wordIn(parameters, 'url');
  if (type === 'cta_url' && /^https?:/i.test(url)) {
    return html`<a class="button url" href="${url}" rel="noreferrer" target="_blank" data-testid="phone-url" dir="auto">${wordIn(parameters, 'display_text')}</a>`;
  }
  const words = ownWords[type];
  return words !== undefined && plain(wordIn(parameters, 'display_text') || words);
}
