import { type Html, html } from '../html/html.js';
import type { ChatMessage } from '../messaging/chats.js';
import type { Customer } from '../messaging/customers.js';
import { readable } from '../messaging/readable.js';
import type { QuickKind } from './phone.forms.js';
import { type OpenChat, toQuery } from './phoneView.js';

const clip = html`<svg viewBox="0 0 24 24" width="22" height="22" fill="none" stroke="currentColor" stroke-width="2" stroke-linecap="round" aria-hidden="true"><path d="m20 11-8.2 8.2a5 5 0 0 1-7-7l8.6-8.6a3.3 3.3 0 0 1 4.7 4.7l-8.6 8.5a1.7 1.7 0 0 1-2.4-2.4L15 6.6"/></svg>`;

const quickWords: Record<QuickKind, string> = {
  location: 'Location',
  contact: 'Contact',
  voice: 'Voice note',
  sticker: 'Sticker',
  order: 'Order',
  unsupported: 'Unsupported',
};

/** One form: a text, a file, or a content of the menu. */
export function composer(customer: Customer, open: OpenChat, replyTo: string | null): Html {
  const query = toQuery(open.place);
  const chatUrl = `/__sandbox/phone/${customer.id}?${query}`;
  const quoted = open.chat.messages.find(({ wamid }) => wamid === replyTo);
  return html`
<form id="composer" class="composer" method="post" enctype="multipart/form-data" action="/__sandbox/phone/${customer.id}/messages?${query}" data-testid="phone-composer" data-chat="${chatUrl}">
${quoted && replyPreview(quoted, chatUrl)}
<p class="chosen" data-chosen hidden></p>
<div class="composer-row">
<label class="attach" title="Attach a picture or a file">${clip}<span class="unseen">Attach a picture or a file</span><input type="file" name="file" data-testid="phone-attach"></label>
<textarea name="text" rows="1" placeholder="Message" aria-label="Message" dir="auto" data-testid="phone-text"></textarea>
<button class="primary" data-testid="phone-send">Send</button>
</div>
<details class="more" data-keep="more"><summary data-testid="phone-more">More to send</summary>
<div class="quick">${Object.entries(quickWords).map(
    ([kind, words]) => html`<button name="quick" value="${kind}" data-testid="phone-quick-${kind}">${words}</button>`,
  )}</div>
<label class="tick"><input type="checkbox" name="yesterday" data-testid="phone-yesterday"> Write as if it was yesterday (25 h ago)</label>
</details>
</form>`;
}

const replyPreview = (quoted: ChatMessage, chatUrl: string) => html`
<div class="replying" data-testid="phone-replying"><input type="hidden" name="replyTo" value="${quoted.wamid}"><p dir="auto"><strong>Answer to</strong> ${quoted.text ?? readable(quoted.type, quoted.content)}</p><a class="button small" href="${chatUrl}">Cancel</a></div>`;
