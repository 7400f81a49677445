import { type Html, html } from '../html/html.js';
import type { SandboxState } from '../state/sandboxState.js';
import type { OpenChat, PhoneView } from './phoneView.js';

export function personMenu(
  { customer, isOptedOut }: Pick<PhoneView, 'customer' | 'isOptedOut'>,
  { group }: Pick<OpenChat, 'group'>,
  action: string,
  { customers }: Pick<SandboxState, 'customers'>,
): Html {
  const others = customers.all().filter(({ id }) => id !== customer.id);
  const inPrivate = html`
<form method="post" action="${action}">
<button name="act" value="call" data-testid="phone-call">Call, and nobody answers</button>
<button name="act" value="call_answered" data-testid="phone-call-answered">Call for 42 seconds</button>
${
  isOptedOut
    ? html`<button name="act" value="resume" data-testid="phone-resume">Get offers again</button>`
    : html`<button name="act" value="stop" data-testid="phone-stop">Stop offers of this business</button>`
}
<button name="act" value="id" data-testid="phone-new-id">Get a new business-scoped id</button></form>
<form method="post" action="${action}" class="edit"><input type="hidden" name="act" value="number"><input name="waId" inputmode="tel" placeholder="+1 555 017 0000" aria-label="New phone number" required data-testid="phone-new-number"><button data-testid="phone-change-number">Change number</button></form>
<form method="post" action="${action}"><input type="hidden" name="act" value="group">
<fieldset class="members"><legend>Make a group with</legend>${others.map(
    ({ id, name }) =>
      html`<label class="tick"><input type="checkbox" name="with" value="${id}" data-testid="phone-group-with-${id}"> <span dir="auto">${name}</span></label>`,
  )}</fieldset><button data-testid="phone-make-group">Make the group</button></form>`;
  const inGroup = html`
<form method="post" action="${action}"><button name="act" value="leave" class="danger" data-testid="phone-leave-group">Leave the group</button></form>`;
  return html`
<details class="menu person" data-keep="person"><summary data-testid="phone-person" aria-label="What else to do"><span aria-hidden="true">⋯</span></summary><div class="menu-panel">${group ? inGroup : inPrivate}</div></details>`;
}
