import { type Html, html } from '../html/html.js';
import type { ChatMessage, Tick } from '../messaging/chats.js';
import type { Customer } from '../messaging/customers.js';
import { readable } from '../messaging/readable.js';
import type { SandboxState } from '../state/sandboxState.js';
import type { BusinessNumber } from '../state/world.js';
import { bubbleContent, listLinks } from './bubbleContent.js';
import { type Choice, listChoices } from './choices.js';
import { formatTime } from './clock.js';
import { type OpenChat, toQuery } from './phoneView.js';

const emojis = ['👍', '❤️', '😂', '😮', '😢', '🙏'] as const;

const tickWords: Record<Tick, string> = {
  accepted: 'Being sent',
  sent: 'Sent',
  delivered: 'Delivered',
  read: 'Read',
  failed: 'Failed',
};

export function bubble(message: ChatMessage, customer: Customer, open: OpenChat, state: SandboxState): Html {
  const { number, place } = open;
  const isOwn = isFrom(message, customer);
  const action = `/__sandbox/phone/${customer.id}/act?${toQuery(place)}`;
  const choices = listChoices(message);
  return html`
<article class="message ${isOwn ? 'own' : 'theirs'}" data-testid="phone-message" data-wamid="${message.wamid}" data-direction="${message.by}" data-status="${message.tick}" data-type="${message.type}">
<div class="bubble-row"><div class="bubble">
${open.group && !isOwn && writer(message, number, state)}
${quotation(message, customer, number, state)}
${message.deleted ? html`<p class="note">${isOwn ? 'You deleted this message' : 'This message was deleted'}</p>` : bubbleContent(message, state)}
<p class="meta">${message.edited && 'edited · '}<time datetime="${new Date(message.at).toISOString()}">${formatTime(message.at)}</time>${isOwn && ticks(message.tick)}</p>
${listLinks(message)}${choices.length > 0 && choiceList(message, choices, action)}
</div>${!message.deleted && menu(message, customer, place, action)}</div>
${reactions(message)}
</article>`;
}

/** In a group, others' messages are not the customer's own. */
const isFrom = ({ by, customerId }: ChatMessage, customer: Customer) =>
  by === 'customer' && (customerId === undefined || customerId === customer.id);

const writer = ({ by, customerId = '' }: ChatMessage, number: BusinessNumber, state: SandboxState) =>
  html`<p class="head" dir="auto" data-testid="phone-writer">${by === 'business' ? number.verifiedName : (state.customers.find(customerId)?.name ?? 'Somebody')}</p>`;

const ticks = (tick: Tick) =>
  html`<span class="ticks ${tick === 'read' && 'read'}" role="img" aria-label="${tickWords[tick]}">${tick === 'sent' ? '✓' : '✓✓'}</span>`;

function quotation(
  { replyTo }: ChatMessage,
  customer: Customer,
  number: BusinessNumber,
  state: SandboxState,
): Html | null {
  if (replyTo === null) return null;
  const quoted = state.chats.find(replyTo)?.message;
  return html`<blockquote dir="auto"><strong>${quoted && isFrom(quoted, customer) ? 'You' : (state.customers.find(quoted?.customerId ?? '')?.name ?? number.verifiedName)}</strong><br>${quoted ? (quoted.text ?? readable(quoted.type, quoted.content)) : 'A message that is not on this phone'}</blockquote>`;
}

function reactions({ reactions: { customer, business } }: ChatMessage): Html | null {
  if (customer === null && business === null) return null;
  return html`<p class="reactions">${customer !== null && html`<span data-testid="phone-reaction-customer" title="You">${customer}</span>`}${business !== null && html`<span data-testid="phone-reaction-business" title="The business">${business}</span>`}</p>`;
}

function choiceList({ wamid, type, content }: ChatMessage, choices: readonly Choice[], action: string): Html {
  let section: string | null = null;
  const buttons = choices.map((choice) => {
    const heading = choice.section !== null && choice.section !== section;
    section = choice.section;
    return html`${heading && html`<h4>${choice.section}</h4>`}<button name="choice" value="${choice.key}" data-testid="phone-choice" data-choice="${choice.key}"><span>${choice.title}</span>${choice.description !== null && html`<small>${choice.description}</small>`}</button>`;
  });
  const form = html`<form method="post" action="${action}" class="taps"><input type="hidden" name="act" value="choose"><input type="hidden" name="wamid" value="${wamid}">${buttons}</form>`;
  const isList = type === 'interactive' && (content as { type: string }).type === 'list';
  if (!isList) return form;
  const { action: opener } = content as { action: { button: string } };
  return html`<details class="list" data-keep="list-${wamid}"><summary data-testid="phone-list">${opener.button}</summary>${form}</details>`;
}

/** React and answer; edit and delete one's own. */
function menu(message: ChatMessage, customer: Customer, place: OpenChat['place'], action: string): Html {
  const { wamid, type, content, reactions: given } = message;
  const hidden = html`<input type="hidden" name="wamid" value="${wamid}">`;
  const isOwn = isFrom(message, customer);
  const isOwnText = isOwn && type === 'text';
  const text = isOwnText ? (content as { body: string }).body : '';
  const own = html`
${isOwnText && html`<form method="post" action="${action}" class="edit">${hidden}<input type="hidden" name="act" value="edit"><input name="text" value="${text}" aria-label="New text" required data-testid="phone-edit-text"><button data-testid="phone-edit">Edit</button></form>`}
<form method="post" action="${action}">${hidden}<button name="act" value="revoke" class="danger" data-testid="phone-delete">Delete</button></form>`;
  return html`
<details class="menu" data-keep="menu-${wamid}"><summary data-testid="phone-menu" aria-label="What to do with this message"><span aria-hidden="true">⋯</span></summary><div class="menu-panel">
<form method="post" action="${action}" class="emojis">${hidden}<input type="hidden" name="act" value="react">${emojis.map(
    (emoji) =>
      html`<button name="emoji" value="${emoji}" aria-label="React with ${emoji}" data-testid="phone-react" data-emoji="${emoji}" ${given.customer === emoji && html`aria-pressed="true"`}>${emoji}</button>`,
  )}</form>
${given.customer !== null && html`<form method="post" action="${action}">${hidden}<button name="act" value="unreact" data-testid="phone-unreact">Take the reaction back</button></form>`}
<a class="button" href="/__sandbox/phone/${customer.id}?${toQuery(place)}&reply=${encodeURIComponent(wamid)}#composer" data-testid="phone-reply">Reply</a>
${isOwn && own}
</div></details>`;
}
