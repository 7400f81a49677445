import { type Html, html } from '../html/html.js';
import { layout } from '../html/layout.js';
import type { Customer } from '../messaging/customers.js';
import type { Group } from '../messaging/groups.js';
import { readable } from '../messaging/readable.js';
import type { SandboxState } from '../state/sandboxState.js';
import type { BusinessNumber } from '../state/world.js';
import { bubble } from './bubble.js';
import { formatDay, formatTime, sayDay, sayShortly } from './clock.js';
import { composer } from './composer.js';
import { toInitials } from './initials.js';
import { personMenu } from './personMenu.js';
import { type ChatRow, type PhoneView, toQuery, visibleMessages } from './phoneView.js';

const shownMessages = 300;

export const toHandle = ({ waId, username, userId }: Customer): string =>
  waId === undefined ? `@${username ?? userId}` : `+${waId}`;

const avatar = (name: string) => html`<span class="avatar person" aria-hidden="true">${toInitials(name)}</span>`;

export function choosePage(customers: readonly Customer[]): Html {
  return layout({
    title: 'Phones',
    width: 'narrow',
    styles: ['phone.css'],
    body: html`
<section class="card window">
  <h1>Whose phone?</h1>
  <p class="lead">Each of these customers has a phone here. Write to a business as one of them.</p>
  <div class="choices">${customers.map(
    (customer) => html`
    <a class="choice" href="/__sandbox/phone/${customer.id}" data-testid="phone-customer-${customer.id}">${avatar(customer.name)}
    <span class="choice-text"><strong dir="auto">${customer.name}</strong><small>${toHandle(customer)}${customer.waId === undefined && ' · hides the phone number'}${customer.userId === undefined && ' · has no business-scoped id'}</small></span></a>`,
  )}</div>
  <p><a href="/__sandbox">Sandbox control</a></p>
</section>`,
  });
}

export function phonePage(view: PhoneView, state: SandboxState, replyTo: string | null): Html {
  const { customer, open, version } = view;
  const query = open ? `?${toQuery(open.place)}` : '';
  return layout({
    title: open ? `${open.group?.subject ?? open.number.verifiedName} · ${customer.name}` : customer.name,
    width: 'phone',
    styles: ['phone.css'],
    scripts: ['phone.js'],
    body: html`
<div class="handset ${open && 'has-chat'}" data-testid="phone" data-live="/__sandbox/phone/${customer.id}/live${query}" data-version="${version}">
  <div class="businesses" data-live-part="list">${listPart(view)}</div>
  ${
    open
      ? html`<section class="chat" aria-label="${open.group ? `Group ${open.group.subject}` : `Chat with ${open.number.verifiedName}`}"><div class="chat-part" data-live-part="chat">${chatPart(view, state)}</div>${composer(customer, open, replyTo)}</section>`
      : html`<p class="no-chat">Choose a business to write to.</p>`
  }
</div>`,
  });
}

export function listPart({ customer, rows, groups, open, nowMs }: PhoneView): Html {
  const spoken = rows.filter(({ last }) => last !== undefined);
  const silent = rows.filter(({ last }) => last === undefined);
  const row = (each: ChatRow) => businessRow(each, customer, open?.number.id === each.number.id && !open.group, nowMs);
  return html`
<header class="owner">${avatar(customer.name)}<div class="grow"><h1 dir="auto">${customer.name}</h1><small>${toHandle(customer)}</small></div>
<a class="button small" href="/__sandbox/phone" data-testid="phone-switch">Switch</a></header>
<nav aria-label="Businesses">
${spoken.length > 0 && html`<h2>Chats</h2><ul>${spoken.map(row)}</ul>`}
${groups.length > 0 && html`<h2>Groups</h2><ul>${groups.map((group) => groupRow(group, customer, open?.group?.id === group.id))}</ul>`}
<h2>${spoken.length > 0 ? 'Other businesses' : 'Businesses'}</h2><ul>${silent.map(row)}</ul>
</nav>`;
}

const groupRow = ({ id, phoneNumberId, subject, customerIds }: Group, customer: Customer, isOpen: boolean) => html`
<li><a href="/__sandbox/phone/${customer.id}?${toQuery({ number: phoneNumberId, groupId: id })}" ${isOpen && html`aria-current="page"`} data-testid="phone-group" data-group="${id}">
<span class="avatar" aria-hidden="true">${toInitials(subject)}</span>
<span class="grow"><span class="line"><strong dir="auto">${subject}</strong></span><span class="line"><small class="preview">${customerIds.length} ${customerIds.length === 1 ? 'customer' : 'customers'} and a business</small></span></span></a></li>`;

function businessRow({ number, last, unread }: ChatRow, customer: Customer, isOpen: boolean, nowMs: number): Html {
  return html`
<li><a href="/__sandbox/phone/${customer.id}?number=${number.id}" ${isOpen && html`aria-current="page"`} data-testid="phone-business-${number.id}">
<span class="avatar" aria-hidden="true">${toInitials(number.verifiedName)}</span>
<span class="grow"><span class="line"><strong dir="auto">${number.verifiedName}</strong>${last && html`<small>${sayShortly(last.at, nowMs)}</small>`}</span>
<span class="line"><small class="preview" dir="auto">${last ? `${last.by === 'customer' ? 'You: ' : ''}${last.deleted ? 'Deleted' : (last.text ?? readable(last.type, last.content))}` : number.displayPhoneNumber}</small>${unread > 0 && html`<span class="unread" data-testid="phone-unread"><span class="unseen">Unread: </span>${unread}</span>`}</span></span></a></li>`;
}

/** The chat without the composer, which an open page replaces. Null on the list. */
export function chatPart(view: PhoneView, state: SandboxState): Html | null {
  const { customer, open, nowMs } = view;
  if (!open) return null;
  const { number, chat, group } = open;
  const all = visibleMessages(chat);
  const messages = all.slice(-shownMessages);
  const isTyping = chat.isTyping(nowMs);
  const address = (act: string) => `/__sandbox/phone/${customer.id}/${act}?${toQuery(open.place)}`;
  let day = '';
  return html`
<header class="chat-head"><a class="back" href="/__sandbox/phone/${customer.id}" aria-label="Back to the businesses" data-testid="phone-back">‹</a>
<span class="avatar" aria-hidden="true">${toInitials(group?.subject ?? number.verifiedName)}</span>
<div class="grow"><h2 dir="auto">${group?.subject ?? number.verifiedName}</h2><small>${isTyping ? html`<span class="typing" data-testid="phone-typing">typing…</span>` : group ? describeMembers(group, number, state) : number.displayPhoneNumber}</small></div>${personMenu(view, open, address('person'), state)}</header>
${!group && windowStrip(open, address('close-window'), nowMs)}
<div class="thread" data-thread data-testid="phone-thread" tabindex="0" role="log" aria-label="Messages">
${all.length > messages.length && html`<p class="day">Older messages are not shown</p>`}
${messages.length === 0 && html`<p class="empty">Nobody has written yet.</p>`}
${messages.map((message) => {
  const startsDay = formatDay(message.at) !== day;
  day = formatDay(message.at);
  return html`${startsDay && html`<p class="day" data-testid="phone-day">${sayDay(message.at, nowMs)}</p>`}${bubble(message, customer, open, state)}`;
})}
</div>`;
}

const describeMembers = ({ customerIds }: Group, number: BusinessNumber, { customers }: SandboxState): string =>
  [number.verifiedName, ...customerIds.flatMap((id) => customers.find(id)?.name ?? [])].join(', ');

/** What the business may send now; a real phone does not show it. */
function windowStrip({ chat }: NonNullable<PhoneView['open']>, action: string, nowMs: number): Html {
  const isOpen = chat.isWindowOpen(nowMs);
  const end = (chat.lastInboundAt ?? 0) + 24 * 60 * 60 * 1000;
  return html`<div class="window-strip" data-testid="phone-window" data-open="${String(isOpen)}">
<span>${isOpen ? `The 24 hours end ${sayDay(end, nowMs) === 'Today' ? `at ${formatTime(end)}` : `tomorrow, ${formatTime(end)}`}.` : 'The 24 hours are over: only templates arrive.'}</span>
${isOpen && html`<form method="post" action="${action}"><button class="link" data-testid="phone-close-window">Close it now</button></form>`}</div>`;
}
