import { type Html, html } from '../html/html.js';
import { faultKinds } from './control.forms.js';
import type { Snapshot } from './snapshot.js';

export function weatherSection(isDown: boolean, { latency }: Snapshot): Html {
  return html`
<section class="card ${isDown && 'down'}" aria-labelledby="down">
  <h2 id="down">Availability</h2>
  <form method="post" action="/__sandbox/forms/down" class="card-head">
    <p data-testid="meta-state" class="${isDown ? 'bad' : 'good'}"><strong>${isDown ? 'Meta is down: every call gets a 503' : 'Meta is up'}</strong></p>
    <button name="down" value="${isDown ? 'no' : 'yes'}" data-testid="meta-down">${isDown ? 'Bring Meta back' : 'Take Meta down'}</button>
  </form>
  <form method="post" action="/__sandbox/forms/latency" class="row" id="latency">
    <p class="field"><label for="ms">Every call takes (ms)</label><input id="ms" name="ms" type="number" min="0" max="600000" value="${latency.ms}" data-testid="latency-ms"></p>
    <p class="field"><label for="jitter_ms">and up to (ms) more</label><input id="jitter_ms" name="jitter_ms" type="number" min="0" max="600000" value="${latency.jitterMs}" data-testid="latency-jitter"></p>
    <button data-testid="latency-set">Set</button>
  </form>
</section>`;
}

export function settingsSection({ dials }: Snapshot): Html {
  return html`
<section class="card" aria-labelledby="dials">
  <h2 id="dials">App settings</h2>
  <form method="post" action="/__sandbox/forms/dials">
    <p><label class="tick"><input type="checkbox" name="require_proof" ${dials.requireAppSecretProof && html`checked`} data-testid="require-proof"> Require <code>appsecret_proof</code></label></p>
    <p><label class="tick"><input type="checkbox" name="enforce_limits" ${dials.enforceRateLimits && html`checked`} data-testid="enforce-limits"> Enforce the limits on calls and on sending</label></p>
    <p><label class="tick"><input type="checkbox" name="business_revoke" ${dials.businessTokensRevoke && html`checked`} data-testid="business-revoke"> <span>A business token may remove the app (<code>DELETE /me/permissions</code>)</span></label></p>
    <button data-testid="dials-set">Set</button>
  </form>
</section>`;
}

export function faultsSection({ faults }: Snapshot, edges: readonly string[]): Html {
  const sorted = ['*', ...edges.filter((edge) => edge !== '*').sort()];
  return html`
<section class="card" aria-labelledby="faults">
  <h2 id="faults">Faults</h2>
  <form method="post" action="/__sandbox/forms/faults" class="row">
    <p class="field wide-field"><label for="edge">Call</label><select id="edge" name="edge" data-testid="fault-edge">${sorted.map(
      (edge) => html`<option value="${edge}">${edge === '*' ? 'Every call' : edge}</option>`,
    )}</select></p>
    <p class="field"><label for="method">Method</label><select id="method" name="method" data-testid="fault-method"><option value="">Any</option><option>GET</option><option>POST</option><option>DELETE</option></select></p>
    <p class="field"><label for="id">Only this id</label><input id="id" name="id" placeholder="Any" autocomplete="off" inputmode="numeric" data-testid="fault-id"></p>
    <p class="field wide-field"><label for="kind">What happens</label><select id="kind" name="kind" data-testid="fault-kind">${Object.entries(
      faultKinds,
    ).map(([name, [words]]) => html`<option value="${name}">${words}</option>`)}</select></p>
    <p class="field"><label for="times">How often</label><select id="times" name="times" data-testid="fault-times"><option value="1">Once</option><option value="2">Twice</option><option value="3">3 times</option><option value="5">5 times</option><option value="always">Always</option></select></p>
    <button data-testid="fault-add">Add fault</button>
  </form>
  ${
    faults.length === 0
      ? html`<p class="hint">No fault is set.</p>`
      : html`<div class="scroll" tabindex="0" role="region" aria-label="Faults that are set"><table data-testid="faults"><thead><tr><th>Call</th><th>Id</th><th>What happens</th><th>Left</th><th><span class="unseen">Remove</span></th></tr></thead><tbody>${faults.map(
          (fault) => html`
<tr><td class="nowrap"><code>${fault.method ?? 'Any'} ${fault.edge}</code></td><td>${fault.id ?? 'Any'}</td><td class="nowrap"><code>${describe(fault.then)}</code></td><td>${fault.remaining}</td>
<td><form method="post" action="/__sandbox/forms/remove-fault"><button name="fault" value="${fault.faultId}" aria-label="Remove the fault on ${fault.edge}">Remove</button></form></td></tr>`,
        )}</tbody></table></div>`
  }
</section>`;
}

const describe = ({ kind, ...rest }: { kind: string }) =>
  [kind, ...Object.entries(rest).map(([name, value]) => `${name} ${String(value)}`)].join(', ');
