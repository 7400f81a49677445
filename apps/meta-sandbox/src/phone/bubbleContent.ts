import { type Html, type HtmlValue, html } from '../html/html.js';
import { type ChatMessage, textIn } from '../messaging/chats.js';
import { isMediaKind, type MediaKind } from '../messaging/mediaKinds.js';
import { readable } from '../messaging/readable.js';
import type { FilledTemplate } from '../messaging/templates.js';
import type { SandboxState } from '../state/sandboxState.js';

const fieldIn = (value: unknown, name: string): unknown =>
  typeof value === 'object' && value !== null ? Reflect.get(value, name) : undefined;
const listIn = (value: unknown, name: string): readonly unknown[] => {
  const list = fieldIn(value, name);
  return Array.isArray(list) ? list : [];
};
const wordIn = (value: unknown, name: string): string => {
  const word = fieldIn(value, name);
  return typeof word === 'string' || typeof word === 'number' ? String(word) : '';
};

/** What was written or sent, as it stands in a bubble. */
export function bubbleContent({ type, content }: ChatMessage, state: SandboxState): HtmlValue {
  if (isMediaKind(type)) return mediaContent(type, content, state);
  switch (type) {
    case 'text':
      return words(textIn(content, 'body') ?? '');
    case 'location':
      return locationContent(content);
    case 'contacts':
      return (Array.isArray(content) ? content : []).map(contactContent);
    case 'interactive':
      return interactiveContent(content, state);
    case 'template':
      return templateContent(content as FilledTemplate, state);
    case 'button':
      return words(textIn(content, 'text') ?? '');
    case 'order':
      return orderContent(content);
    case 'unsupported':
      return html`<p class="note">Something the business cannot read</p>`;
    case 'system':
      return html`<p class="note">${readable(type, content)}</p>`;
    default:
      return html`<p class="note">${readable(type, content)}</p><pre>${JSON.stringify(content, null, 1)}</pre>`;
  }
}

const words = (text: string) => html`<p class="words" dir="auto">${text}</p>`;
const caption = (content: unknown) => {
  const text = textIn(content, 'caption');
  return text ? words(text) : null;
};

/** A file of the sandbox is shown; one behind a link elsewhere is only named, because nothing is loaded from there. */
function mediaContent(kind: MediaKind, content: unknown, state: SandboxState): Html {
  const link = textIn(content, 'link');
  if (link !== null) {
    return html`<p><a href="${link}" rel="noreferrer" target="_blank" data-testid="phone-link">${readable(kind, content)}: ${link}</a></p>${caption(content)}`;
  }
  const file = state.media.find(wordIn(content, 'id'), state.now());
  if (!file) return html`<p class="note">${readable(kind, content)} (no longer here)</p>${caption(content)}`;
  const source = `/__sandbox/phone/media/${file.id}`;
  switch (kind) {
    case 'image':
      return html`<a href="${source}" target="_blank"><img src="${source}" alt="${textIn(content, 'caption') ?? 'Picture'}" data-testid="phone-image"></a>${caption(content)}`;
    case 'sticker':
      return html`<img class="sticker" src="${source}" alt="Sticker">`;
    case 'video':
      return html`<video controls preload="metadata" src="${source}"></video>${caption(content)}`;
    case 'audio':
      return html`<audio controls preload="metadata" src="${source}" data-testid="phone-audio"></audio>`;
    case 'document': {
      const name = textIn(content, 'filename') ?? file.filename ?? 'Document';
      return html`<p><a href="${source}" target="_blank" class="file" data-testid="phone-document"><strong>${name}</strong><small>${sizeOf(file.bytes.length)}</small></a></p>${caption(content)}`;
    }
  }
}

const sizeOf = (bytes: number) =>
  bytes < 1024 * 1024 ? `${Math.max(1, Math.round(bytes / 1024))} kB` : `${(bytes / 1024 / 1024).toFixed(1)} MB`;

const locationContent = (content: unknown) => html`
<p class="place"><strong>${textIn(content, 'name') ?? 'A place'}</strong>${textIn(content, 'address') !== null && html`<span>${textIn(content, 'address')}</span>`}<small>${wordIn(content, 'latitude')}, ${wordIn(content, 'longitude')}</small></p>`;

const contactContent = (contact: unknown) => html`
<p class="place"><strong>${wordIn(fieldIn(contact, 'name'), 'formatted_name')}</strong>${listIn(contact, 'phones').map((phone) => html`<small>${wordIn(phone, 'phone')}</small>`)}</p>`;

const orderContent = (content: unknown) => html`
<div class="place"><strong>Order</strong><ul>${listIn(content, 'product_items').map(
  (item) =>
    html`<li>${wordIn(item, 'quantity')} × ${wordIn(item, 'product_retailer_id')} <small>${wordIn(item, 'item_price')} ${wordIn(item, 'currency')}</small></li>`,
)}</ul></div>${textIn(content, 'text') !== null && words(textIn(content, 'text') ?? '')}`;

function interactiveContent(content: unknown, state: SandboxState): HtmlValue {
  const reply = fieldIn(content, 'button_reply') ?? fieldIn(content, 'list_reply');
  if (reply)
    return [
      words(wordIn(reply, 'title')),
      wordIn(reply, 'description') && html`<small>${wordIn(reply, 'description')}</small>`,
    ];
  const header = fieldIn(content, 'header');
  const kind = wordIn(header, 'type');
  const footer = fieldIn(content, 'footer');
  return [
    kind === 'text' && html`<p class="head" dir="auto">${wordIn(header, 'text')}</p>`,
    isMediaKind(kind) && mediaContent(kind, fieldIn(header, kind), state),
    words(wordIn(fieldIn(content, 'body'), 'text') || readable('interactive', content)),
    footer !== undefined && html`<p class="foot" dir="auto">${wordIn(footer, 'text')}</p>`,
  ];
}

/** The links under a template. */
export const linksOf = ({ type, content }: ChatMessage): HtmlValue =>
  type === 'template' &&
  (content as FilledTemplate).buttons.map(
    ({ url, text }) =>
      url !== null &&
      html`<a class="button url" href="${url}" rel="noreferrer" target="_blank" data-testid="phone-url">${text}</a>`,
  );

function templateContent({ header, body, footer }: FilledTemplate, state: SandboxState): HtmlValue {
  const kind = header?.format.toLowerCase() ?? '';
  return [
    header?.text && html`<p class="head" dir="auto">${header.text}</p>`,
    isMediaKind(kind) && mediaContent(kind, header?.media, state),
    words(body),
    footer !== null && html`<p class="foot" dir="auto">${footer}</p>`,
  ];
}
