import { type HtmlValue, html } from '../html/html.js';
import { type ChatMessage, textIn } from '../messaging/chats.js';
import { isMediaKind } from '../messaging/mediaKinds.js';
import { readable } from '../messaging/readable.js';
import type { FilledTemplate } from '../messaging/template.types.js';
import type { SandboxState } from '../state/sandboxState.js';
import { fieldIn, listIn, locationContent, mediaContent, wordIn, words } from './contentParts.js';
import { interactiveContent, interactiveLinks } from './interactiveContent.js';
import { templateContent, templateLinks } from './templateContent.js';

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

/** Links, codes and catalogues below the text. */
export function listLinks({ type, content, by }: ChatMessage): HtmlValue {
  if (type === 'template') return templateLinks(content as FilledTemplate);
  return type === 'interactive' && by === 'business' && interactiveLinks(content);
}

const contactContent = (contact: unknown) => html`
<p class="place"><strong>${wordIn(fieldIn(contact, 'name'), 'formatted_name')}</strong>${listIn(contact, 'phones').map((phone) => html`<small>${wordIn(phone, 'phone')}</small>`)}</p>`;

const orderContent = (content: unknown) => html`
<div class="place"><strong>Order</strong><ul>${listIn(content, 'product_items').map(
  (item) =>
    html`<li>${wordIn(item, 'quantity')} × ${wordIn(item, 'product_retailer_id')} <small>${wordIn(item, 'item_price')} ${wordIn(item, 'currency')}</small></li>`,
)}</ul></div>${textIn(content, 'text') !== null && words(textIn(content, 'text') ?? '')}`;
