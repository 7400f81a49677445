import { type Html, html } from '../html/html.js';
import { addressings } from '../messaging/addressing.js';
import { identityShapes } from '../messaging/identityChanges.js';
import { wamidForms } from '../messaging/wamid.js';
import type { SandboxState } from '../state/sandboxState.js';
import type { BusinessNumber } from '../state/world.js';
import { humanRoles } from './conversation.forms.js';
import { conversationActs } from './conversationActs.js';

export const formWords: Record<(typeof wamidForms)[number], string> = {
  phone: 'The phone number',
  userId: 'The business-scoped id',
};
export const addressingWords: Record<(typeof addressings)[number], string> = {
  plain: 'Each in its own field',
  plus: 'With a plus',
  user_id_as_phone: 'The id where a phone belongs',
};
const shapeWords: Record<(typeof identityShapes)[number], string> = {
  today: 'As today',
  no_from: 'Without a sender',
  ids_in_body: 'Only in the text',
  from_old_phone: 'From the old number',
  from_old_id: 'From the old id',
  from_new_id: 'From the new id',
  id_as_wa_id: 'The id in wa_id',
};

const option = (value: string, words: string) => html`<option value="${value}">${words}</option>`;
const select = (name: string, label: string, options: readonly Html[]) => html`
<p class="field"><label for="act-${name}">${label}</label><select id="act-${name}" name="${name}" data-testid="act-${name}">${options}</select></p>`;

export function conversationsSection({ world, customers }: SandboxState): Html {
  return html`
<section class="card" aria-labelledby="conversation-acts">
  <h2 id="conversation-acts">Conversations</h2>
  <p class="hint">A button lets it happen between the two, and sends the webhooks that tell of it.</p>
  <form method="post" action="/__sandbox/forms/conversation-acts" class="events">
    <div class="row">
      ${select(
        'customer',
        'Customer',
        customers.all().map(({ id, name }) => option(id, name)),
      )}
      ${select(
        'number',
        'Number',
        world.numbers.map(({ id, displayPhoneNumber, verifiedName }) =>
          option(id, `${displayPhoneNumber} ${verifiedName}`),
        ),
      )}
    </div>
    <details><summary data-testid="act-naming">How the webhook names them</summary><div class="row">
      ${select('wamid_names', 'Messages are named by', [
        option('', 'As they were first'),
        ...wamidForms.map((form) => option(form, formWords[form])),
      ])}
      ${select(
        'addressing',
        'Addresses',
        addressings.map((each) => option(each, addressingWords[each])),
      )}
      ${select(
        'shape',
        'A change of number or id is told',
        identityShapes.map((shape) => option(shape, shapeWords[shape])),
      )}
 </div><div class="ticks-row">
      <label class="tick"><input type="checkbox" name="other_way" value="customer" data-testid="act-other_way-customer"> The customer's number the other way</label>
      <label class="tick"><input type="checkbox" name="other_way" value="business" data-testid="act-other_way-business"> The business's number the other way</label>
    </div></details>
    ${Object.entries(conversationActs).map(
      ([heading, acts]) => html`
    <h3>${heading}</h3>
    <div class="event-buttons">${Object.entries(acts).map(
      ([name, { words }]) => html`<button name="act" value="${name}" data-testid="act-${name}">${words}</button>`,
    )}</div>`,
    )}
  </form>
</section>`;
}

const ticks = (name: string, legend: string, on: readonly string[], id: string) => html`
<fieldset class="ticks-row"><legend>${legend}</legend>${humanRoles.map(
  (role) =>
    html`<label class="tick"><input type="checkbox" name="${name}" value="${role}" ${on.includes(role) && html`checked`} data-testid="${name}-${role}-${id}"> ${role}</label>`,
)}</fieldset>`;

export function respondersSection(state: SandboxState): Html {
  const accounts = state.world.wabas
    .map((waba) => ({ waba, numbers: state.world.listNumbers(waba.id) }))
    .filter(({ numbers }) => numbers.length > 0);
  return html`
<section class="card" aria-labelledby="routing">
  <h2 id="routing">Who answers</h2>
  <p class="hint">A number nobody set up is the app's alone. What others answer comes as standby.</p>
  ${accounts.map(
    ({ waba, numbers }) => html`
  <details class="account-row" data-testid="routing-${waba.id}"><summary>${waba.name} <small><code>${waba.id}</code> · ${numbers.some(({ id }) => state.threadOwners.routing(id).agentIsOn) ? "Meta's agent is on" : 'no agent'}</small></summary>
  ${numbers.map((number) => routingForm(number, state))}</details>`,
  )}
</section>`;
}

function routingForm({ id, displayPhoneNumber, verifiedName }: BusinessNumber, state: SandboxState): Html {
  const routing = state.threadOwners.routing(id);
  const { limit, used } = state.freeMessages.usage(id, state.now());
  return html`
  <form method="post" action="/__sandbox/forms/routing" class="events"><input type="hidden" name="number" value="${id}">
    <p><span class="phone">${displayPhoneNumber}</span> <small>${verifiedName} · ${used} of ${limit} free messages used this month</small></p>
    <div class="ticks-row">
      <label class="tick"><input type="checkbox" name="agent" ${routing.agentIsOn && html`checked`} data-testid="agent-${id}"> Meta's Business Agent is on</label>
      <label class="tick"><input type="checkbox" name="configured" ${routing.isConfigured && html`checked`} data-testid="configured-${id}"> The business set up who answers what</label>
    </div>
    ${ticks('ours', 'The roles of this app', routing.ourRoles, id)}
    ${ticks('partners', "The roles of another partner's app", routing.partnerRoles, id)}
    <p class="field"><label for="free-${id}">Free messages a month</label><input id="free-${id}" name="free" type="number" min="0" max="1000000" value="${limit}" data-testid="free-${id}"></p>
    <button data-testid="routing-set-${id}" aria-label="Set who answers ${displayPhoneNumber}">Set</button>
  </form>`;
}
