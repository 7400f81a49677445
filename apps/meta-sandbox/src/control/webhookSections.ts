import { type Html, html } from '../html/html.js';
import { addressings } from '../messaging/addressing.js';
import { wamidForms } from '../messaging/wamid.js';
import type { SandboxState } from '../state/sandboxState.js';
import { accountEvents } from '../webhooks/accountEvents.js';
import type { DeliveryRecord } from '../webhooks/deliveryLog.js';
import { messageStatuses, type WebhookDials } from '../webhooks/dials.js';
import { addressingWords, formWords } from './conversationSections.js';
import { howMany } from './webhook.forms.js';

const shownDeliveries = 20;

export function webhookTargetSection({ webhooks }: SandboxState): Html {
  const { target, lastVerification: check } = webhooks;
  return html`
<section class="card" aria-labelledby="webhook-check">
  <h2 id="webhook-check">Webhook address</h2>
  <p>${target ? html`<code data-testid="webhook-url">${target.url}</code>` : 'None is set: start with SANDBOX_WEBHOOK_URL, or set one in the control API.'}</p>
  <form method="post" action="/__sandbox/forms/webhook-check" class="card-head">
    <p data-testid="webhook-check-result" class="${check && (check.ok ? 'good' : 'bad')}">${check === null ? 'Not checked yet' : check.ok ? 'The address answered the check' : `The check failed: ${check.reason}`}</p>
    <button data-testid="webhook-check" ${!target && html`disabled`}>Verify callback</button>
  </form>
</section>`;
}

const numberField = (name: string, label: string, value: number, max = 600_000, least = 0) => html`
<p class="field"><label for="${name}">${label}</label><input id="${name}" name="${name}" type="number" min="${least}" max="${max}" value="${value}" data-testid="dial-${name}"></p>`;

const tickField = (name: string, label: string, isOn: boolean) => html`
<label class="tick"><input type="checkbox" name="${name}" ${isOn && html`checked`} data-testid="dial-${name}"> ${label}</label>`;

const countWords = { never: 'Never', next: 'The next POST', always: 'Always' } as const;
const countField = (name: string, label: string, value: number) => html`
<p class="field"><label for="${name}">${label}</label><select id="${name}" name="${name}" data-testid="dial-${name}">${Object.entries(
  countWords,
).map(
  ([word, words]) =>
    html`<option value="${word}" ${Math.min(value, 2) === Math.min(howMany[word as keyof typeof howMany], 2) && html`selected`}>${words}</option>`,
)}</select></p>`;

const namesRow = (dials: Readonly<WebhookDials>, unsubscribed: readonly string[]) => html`
<div class="row">
  <p class="field"><label for="wamid_names">Messages are named by</label><select id="wamid_names" name="wamid_names" data-testid="dial-wamid_names"><option value="">As they were first</option>${wamidForms.map(
    (form) => html`<option value="${form}" ${dials.wamidNames === form && html`selected`}>${formWords[form]}</option>`,
  )}</select></p>
  <p class="field"><label for="addressing">Addresses</label><select id="addressing" name="addressing" data-testid="dial-addressing">${addressings.map(
    (each) =>
      html`<option value="${each}" ${dials.addressing === each && html`selected`}>${addressingWords[each]}</option>`,
  )}</select></p>
  <p class="field"><label for="unsubscribed">Fields without a subscription</label><input id="unsubscribed" name="unsubscribed" value="${unsubscribed.join(' ')}" placeholder="None" data-testid="dial-unsubscribed"></p>
</div>
<div class="ticks-row">
  ${(['customer', 'business'] as const).map(
    (side) =>
      html`<label class="tick"><input type="checkbox" name="other_way" value="${side}" ${dials.writtenOtherWay.includes(side) && html`checked`} data-testid="dial-other_way-${side}"> The ${side}'s number the other way</label>`,
  )}
</div>`;

export function webhookDialsSection({ webhooks: { dials }, appSubscription }: SandboxState): Html {
  return html`
<section class="card" aria-labelledby="webhook-dials">
  <h2 id="webhook-dials">Webhook faults</h2>
  <p class="hint">0 turns shuffling and gathering off.</p>
  <form method="post" action="/__sandbox/forms/webhook-dials" class="dials">
    <div class="row">
      ${numberField('duplicate', 'Send each … times', dials.duplicate, 20, 1)}
      ${numberField('delay_ms', 'Wait first (ms)', dials.delayMs)}
      ${numberField('jitter_ms', 'and up to (ms) more', dials.jitterMs)}
      ${numberField('out_of_order_ms', 'Shuffle within (ms)', dials.outOfOrderMs)}
      ${numberField('batch_size', 'Updates in a POST', dials.batch?.size ?? 0, 1000)}
      ${numberField('batch_ms', 'Gather for (ms)', dials.batch?.windowMs ?? 500)}
    </div>
    <div class="row">
      ${countField('wrong_signature', 'Wrong signature', dials.wrongSignature)}
      ${countField('other_app', 'Signed by another app', dials.signedByOtherApp)}
      <p class="field"><label for="fail_code">Fail with code</label><input id="fail_code" name="fail_code" inputmode="numeric" pattern="[0-9]*" placeholder="None" value="${dials.failNext?.code}" data-testid="dial-fail_code"></p>
      ${numberField('fail_times', 'Messages to fail', Math.min(dials.failNext?.times ?? 1, 1000), 1000, 1)}
      <p class="field"><label for="window_error">Outside of the 24 hours</label><select id="window_error" name="window_error" data-testid="dial-window_error"><option value="async">Accepted, fails later</option><option value="sync" ${dials.windowError === 'sync' && html`selected`}>Refused at once</option></select></p>
    </div>
    <fieldset class="ticks-row"><legend>Statuses that are never sent</legend>${messageStatuses.map(
      (status) =>
        html`<label class="tick"><input type="checkbox" name="skip" value="${status}" ${dials.skipStatuses.includes(status) && html`checked`} data-testid="dial-skip-${status}"> ${status}</label>`,
    )}</fieldset>
    <div class="ticks-row">
      ${tickField('receiver_down', 'The receiver is down', dials.receiverDown)}
      ${tickField('before_answer', 'Status before the answer', dials.statusBeforeAnswer)}
      ${tickField('keep_order', 'Keep the order of a chat', dials.keepOrder)}
      ${tickField('media_urls', 'Inbound media carry a url', dials.inboundMediaUrls)}
      ${tickField('no_context', 'Taps come without context', dials.repliesWithoutContext)}
    </div>
    ${namesRow(dials, appSubscription.missing)}
    <button data-testid="webhook-dials-set">Set</button>
  </form>
</section>`;
}

export function accountEventsSection({ world }: SandboxState): Html {
  const groups = world.wabas.map((waba) => ({ waba, numbers: world.listNumbers(waba.id) }));
  return html`
<section class="card" aria-labelledby="account-events">
  <h2 id="account-events">Account events</h2>
  <p class="hint">A button lets it happen, and sends the webhook that tells of it.</p>
  <form method="post" action="/__sandbox/forms/account-events" class="events">
    <p class="field"><label for="event-number">Number</label><select id="event-number" name="number" data-testid="event-number">${groups
      .filter(({ numbers }) => numbers.length > 0)
      .map(
        ({ waba, numbers }) =>
          html`<optgroup label="${waba.name} ${waba.id}">${numbers.map((number) => html`<option value="${number.id}">${number.displayPhoneNumber} ${number.verifiedName}</option>`)}</optgroup>`,
      )}</select></p>
    <div class="event-buttons">${Object.entries(accountEvents).map(
      ([name, { words }]) => html`<button name="event" value="${name}" data-testid="event-${name}">${words}</button>`,
    )}</div>
  </form>
  <details><summary>Any other event</summary>
  <form method="post" action="/__sandbox/forms/raw-events" class="events" id="raw-events">
    <div class="row">
      <p class="field"><label for="raw-waba">Account</label><select id="raw-waba" name="waba" data-testid="raw-waba">${groups.map(({ waba }) => html`<option value="${waba.id}">${waba.name} ${waba.id}</option>`)}</select></p>
      <p class="field"><label for="raw-field">Field</label><input id="raw-field" name="field" required placeholder="account_update" data-testid="raw-field"></p>
    </div>
    <p class="field"><label for="raw-value">Value (JSON)</label><textarea id="raw-value" name="value" rows="4" required data-testid="raw-value">{"event": "ACCOUNT_DELETED"}</textarea></p>
    <button data-testid="raw-send">Send</button>
  </form></details>
</section>`;
}

const stateWords: Record<DeliveryRecord['state'], [words: string, look: string]> = {
  waiting: ['on its way', 'soft'],
  retrying: ['will be tried again', 'warn'],
  acknowledged: ['acknowledged', 'good'],
  gave_up: ['given up', 'bad'],
  not_sent: ['not sent', 'soft'],
};

/** The status or message type of an update: most fields are called `messages`. */
const readKind = (body: string | null) => {
  const [, word] = /"(?:status|event|decision)":"(\w+)"/.exec(body ?? '') ?? /"type":"(\w+)"/.exec(body ?? '') ?? [];
  return word === undefined ? '' : `: ${word}`;
};

function deliveryRow({ id, createdAt, fields, wabaIds, attempts, state, reason, copy, body }: DeliveryRecord): Html {
  const [words, look] = stateWords[state];
  const what = fields.length === 1 ? `${fields[0]}${readKind(body)}` : `${fields.length} updates`;
  const tries = attempts.map(({ status, error, signature }) => {
    const result = status === null ? (error ?? 'no answer') : String(status);
    return signature === 'good' ? result : `${result} (${signature === 'wrong' ? 'wrong signature' : 'other app'})`;
  });
  return html`
<tr data-testid="delivery" data-state="${state}" id="${id}"><td class="nowrap">${new Date(createdAt).toISOString().slice(11, 19)}</td>
<td><details><summary><code>${what}</code>${copy > 1 && html` <small>copy ${copy}</small>`}</summary><pre>${body ?? 'The body was not kept.'}</pre></details></td>
<td>${wabaIds.join(', ')}</td><td class="${look} nowrap">${words}${reason !== null && html`<br><small>${reason}</small>`}</td>
<td>${tries.length > 5 ? `${tries.length} tries, last: ${tries.at(-1)}` : tries.join(', ')}</td></tr>`;
}

export function deliveriesSection({ webhooks }: SandboxState): Html {
  const all = webhooks.deliveries();
  return html`
<section class="card" aria-labelledby="deliveries">
  <div class="card-head"><h2 id="deliveries">Webhook deliveries</h2><p class="hint">${all.length === 0 ? 'None' : `${Math.min(shownDeliveries, all.length)} of ${all.length}`}</p></div>
  ${
    all.length === 0
      ? html`<p class="hint">Nothing was sent yet. Write as a customer, or send an account event.</p>`
      : html`<div class="scroll" tabindex="0" role="region" aria-label="Table of deliveries"><table class="deliveries" data-testid="deliveries"><thead><tr><th>Time (UTC)</th><th>What</th><th>Account</th><th>State</th><th>Answers</th></tr></thead><tbody>${all.slice(-shownDeliveries).reverse().map(deliveryRow)}</tbody></table></div>`
  }
</section>`;
}
