import { callbackKinds } from '../callbacks/callbackKinds.js';
import { type Html, html } from '../html/html.js';
import { breakages } from '../state/breakages.js';
import type { SandboxState } from '../state/sandboxState.js';
import { callbackFaults } from './signup.forms.js';

export function breakagesSection({ world }: SandboxState): Html {
  const groups = world.wabas
    .map((waba) => ({ waba, numbers: world.listNumbers(waba.id) }))
    .filter(({ numbers }) => numbers.length > 0);
  return html`
<section class="card" aria-labelledby="breakages">
  <h2 id="breakages">Break a connection</h2>
  <p class="hint">The app is told nothing: it has to look. What Meta tells by webhook is under Account events.</p>
  <form method="post" action="/__sandbox/forms/breakages" class="events">
    <p class="field"><label for="break-number">Number</label><select id="break-number" name="number" data-testid="break-number">${groups.map(
      ({ waba, numbers }) =>
        html`<optgroup label="${waba.name} ${waba.id}">${numbers.map((number) => html`<option value="${number.id}">${number.displayPhoneNumber} ${number.verifiedName}</option>`)}</optgroup>`,
    )}</select></p>
    <div class="event-buttons">${Object.entries(breakages).map(
      ([name, { words }]) =>
        html`<button name="breakage" value="${name}" data-testid="break-${name}">${words}</button>`,
    )}</div>
  </form>
</section>`;
}

const kindWords = { deauthorize: 'Remove the app', deletion: 'Ask to delete the data' } as const;
const faultWords: Record<(typeof callbackFaults)[number], string> = {
  none: 'Nothing',
  other_algorithm: 'Another algorithm',
  old_date: 'A year old',
  wrong_signature: 'Wrong signature',
  other_app: 'Signed by another app',
  not_signed: 'No signature',
};

export function peopleSection(state: SandboxState): Html {
  const { world, callbackUrls, callbackAnswers, app, ownSystemToken } = state;
  const last = callbackAnswers.at(-1);
  return html`
<section class="card" aria-labelledby="callbacks">
  <h2 id="callbacks">People and portfolios</h2>
  <p class="row"><a class="button" href="/__sandbox/signup" data-testid="try-signup-link">Try the signup window</a>
  <a class="button" href="/messaging/whatsapp/onboard/?app_id=${app.id}&amp;config_id=300100400" data-testid="hosted-signup-link">Hosted signup</a></p>
  <p class="hint">Our own system user's token: <code data-testid="own-system-token">${ownSystemToken}</code></p>
  <form method="post" action="/__sandbox/forms/callbacks" class="events">
    <div class="row">
      <p class="field"><label for="callback-user">Who</label><select id="callback-user" name="user" data-testid="callback-user">
        ${world.people.map(({ id, name }) => html`<option value="${id}">${name} ${id}</option>`)}
        ${world.businesses.map(({ systemUserId, name }) => html`<option value="${systemUserId}">${name} ${systemUserId}</option>`)}</select></p>
      <p class="field"><label for="callback-fault">What is wrong with it</label><select id="callback-fault" name="fault" data-testid="callback-fault">${callbackFaults.map(
        (fault) => html`<option value="${fault}">${faultWords[fault]}</option>`,
      )}</select></p>
    </div>
    <div class="event-buttons">${callbackKinds.map(
      (kind) =>
        html`<button name="kind" value="${kind}" data-testid="callback-${kind}" ${callbackUrls[kind] === null && html`disabled`}>${kindWords[kind]}</button>`,
    )}</div>
  </form>
  <p class="hint">${callbackKinds.map((kind) => html`${kindWords[kind]}: <code>${callbackUrls[kind] ?? 'no address is set'}</code>. `)}</p>
  ${last && html`<p data-testid="callback-answer" class="${last.status === 200 ? 'good' : 'bad'}">${last.status}: <code>${last.body.slice(0, 300)}</code></p>`}
</section>`;
}
