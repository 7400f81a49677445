import { type Html, html } from '../html/html.js';
import { numberStatuses, platformTypes, qualityRatings } from '../state/world.js';
import type { Snapshot } from './snapshot.js';

type WabaView = Snapshot['wabas'][number];
type NumberView = Snapshot['numbers'][number];

export function accountsSection({ businesses, wabas, numbers }: Snapshot): Html {
  const rows = wabas.map((waba) => {
    const business = businesses.find(({ id }) => id === waba.businessId);
    return account(
      waba,
      business?.name ?? '',
      numbers.filter((number) => number.wabaId === waba.id),
    );
  });
  return html`
<section class="card" aria-labelledby="numbers">
  <h2 id="numbers">WhatsApp accounts and numbers</h2>
  ${rows}
</section>`;
}

function account(waba: WabaView, businessName: string, numbers: readonly NumberView[]): Html {
  return html`
<details class="account-row" data-testid="account-${waba.id}">
  <summary>${waba.name} <small>${businessName} · <code>${waba.id}</code> · ${numbers.length} ${numbers.length === 1 ? 'number' : 'numbers'} · <span class="${waba.subscribedSince ? 'good' : 'soft'}" data-testid="subscribed-${waba.id}">${waba.subscribedSince ? 'subscribed' : 'not subscribed'}</span></small></summary>
  ${waba.overrideCallbackUri !== null && html`<p class="hint">Webhooks go to <code>${waba.overrideCallbackUri}</code></p>`}
  ${
    numbers.length === 0
      ? html`<p class="hint">This account has no number.</p>`
      : html`<ul class="number-rows">${numbers.map(numberRow)}</ul>`
  }
</details>`;
}

const choice = (name: string, label: string, values: readonly string[], current: string) => html`
<select name="${name}" aria-label="${label}">${values.map(
  (value) => html`<option ${value === current && html`selected`}>${value}</option>`,
)}</select>`;

const numberRow = (number: NumberView) => html`
<li data-testid="number-${number.id}">
<p><span class="phone">${number.displayPhoneNumber}</span> <small>${number.verifiedName} · <code>${number.id}</code>${
  number.verificationCode !== null && html` · code sent: <strong>${number.verificationCode}</strong>`
}</small></p>
<form method="post" action="/__sandbox/forms/numbers" class="row">
<input type="hidden" name="number" value="${number.id}">
${choice('quality', `Quality of ${number.displayPhoneNumber}`, qualityRatings, number.qualityRating)}
${choice('status', `Status of ${number.displayPhoneNumber}`, numberStatuses, number.status)}
${choice('platform', `Platform of ${number.displayPhoneNumber}`, platformTypes, number.platformType)}
<button aria-label="Change ${number.displayPhoneNumber}">Change</button></form></li>`;
