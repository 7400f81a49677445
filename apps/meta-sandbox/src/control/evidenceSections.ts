import { type Html, html } from '../html/html.js';
import type { RecordedCall } from '../state/callLog.js';
import type { Snapshot } from './snapshot.js';

const clock = (iso: string) => iso.replace('T', ' ').slice(0, 19);
const shownCalls = 50;

export function tokensSection({ tokens, wabas }: Snapshot): Html {
  const findName = (id: string) => wabas.find((waba) => waba.id === id)?.name ?? id;
  const row = (token: Snapshot['tokens'][number]) => html`
<tr data-testid="token-${token.id}"><td class="nowrap"><code>…${token.last4}</code><br><small>${token.kind}</small></td>
<td>${token.wabaIds.map(findName).join(', ') || 'No account'}</td>
<td class="nowrap"><span class="tag ${token.state === 'valid' ? 'good' : 'bad'}">${token.state}</span><br><small>${token.expiresAt === null ? 'never expires' : `until ${clock(token.expiresAt)}`}</small></td>
<td><form method="post" action="/__sandbox/forms/tokens"><input type="hidden" name="token" value="${token.id}">
<button name="act" value="revoke" aria-label="Revoke token ending in ${token.last4}">Revoke</button>
<button name="act" value="expire" aria-label="Expire token ending in ${token.last4}">Expire</button></form></td></tr>`;
  return html`
<section class="card" aria-labelledby="tokens">
  <h2 id="tokens">Tokens</h2>
  ${
    tokens.length === 0
      ? html`<p class="hint">None yet. A token is made when a code is exchanged.</p>`
      : html`<div class="scroll" tabindex="0" role="region" aria-label="Table of tokens"><table><thead><tr><th>Token</th><th>Accounts</th><th>State</th><th><span class="unseen">Actions</span></th></tr></thead><tbody>${tokens.toReversed().map(row)}</tbody></table></div>`
  }
</section>`;
}

export function codesSection({ codes }: Snapshot): Html {
  const row = (code: Snapshot['codes'][number]) => html`
<tr><td><code>…${code.last4}</code></td><td>${code.state}</td><td class="nowrap">${clock(code.expiresAt)}</td></tr>`;
  return html`
<section class="card" aria-labelledby="codes">
  <h2 id="codes">Codes</h2>
  ${
    codes.length === 0
      ? html`<p class="hint">None yet. A code is made when somebody accepts in the login window.</p>`
      : html`<div class="scroll" tabindex="0" role="region" aria-label="Table of codes"><table><thead><tr><th>Code</th><th>State</th><th>Good until (UTC)</th></tr></thead><tbody>${codes.toReversed().map(row)}</tbody></table></div>`
  }
</section>`;
}

const proofWords = { valid: 'right', invalid: 'wrong', absent: 'none' } as const;

function callRow(call: RecordedCall): Html {
  const isGood = call.status !== null && call.status < 400;
  return html`
<tr><td class="nowrap">${clock(new Date(call.at).toISOString()).slice(11)}</td><td class="nowrap"><code>${call.method} ${call.path}</code></td><td>${call.version ?? 'none'}</td><td class="${isGood ? 'good' : 'bad'}">${call.status ?? 'no answer'}</td><td>${proofWords[call.appsecretProof]}</td></tr>`;
}

export function callsSection(calls: readonly RecordedCall[]): Html {
  const latest = calls.slice(-shownCalls).reverse();
  return html`
<section class="card" aria-labelledby="calls">
  <div class="card-head"><h2 id="calls">Recent calls</h2><p class="hint">${calls.length} received</p></div>
  ${
    latest.length === 0
      ? html`<p class="hint">No Graph call has arrived yet.</p>`
      : html`<div class="scroll" tabindex="0" role="region" aria-label="Table of calls"><table data-testid="calls"><thead><tr><th>Time (UTC)</th><th>Call</th><th>Version</th><th>Status</th><th>Proof</th></tr></thead><tbody>${latest.map(callRow)}</tbody></table></div>`
  }
</section>`;
}
