import { type Html, type HtmlValue, html } from '../html/html.js';
import { layout } from '../html/layout.js';
import type { DialogSession } from '../state/dialogSession.js';
import type { SandboxState } from '../state/sandboxState.js';
import type { Business, BusinessNumber, Person, Waba } from '../state/world.js';
import { advancedOptions } from './advancedOptions.js';
import { permissionWords } from './dialogRequest.js';

export const plural = (count: number, one: string) => `${count} ${one}${count === 1 ? '' : 's'}`;

const initials = (name: string) =>
  name
    .split(/\W+/)
    .slice(0, 2)
    .map((word) => word.slice(0, 1))
    .join('');

export const avatar = (name: string, kind: 'person' | 'business') =>
  html`<span class="avatar ${kind}" aria-hidden="true">${initials(name)}</span>`;

/** Forms of their own, so that they carry no other fields. */
const dismissals = ({ id, nonce }: DialogSession) => html`
<div class="dismissals">
  <form method="post" action="/dialog/session/${id}/cancel">
    <input type="hidden" name="nonce" value="${nonce}">
    <button class="quiet" data-testid="cancel">Cancel</button>
  </form>
  <form method="post" action="/dialog/session/${id}/close">
    <input type="hidden" name="nonce" value="${nonce}">
    <button class="quiet" data-testid="close-window">Close window</button>
  </form>
</div>`;

interface StepParts {
  step: 1 | 2 | 3;
  title: string;
  lead: HtmlValue;
  body: HtmlValue;
}

function stepPage(session: DialogSession, { step, title, lead, body }: StepParts): Html {
  return layout({
    title,
    width: 'narrow',
    body: html`
<section class="card window" data-testid="login-window">
  <p class="steps">Step ${step} of 3</p>
  <h1>${title}</h1>
  <p class="lead">${lead}</p>
  ${body}
  ${dismissals(session)}
</section>`,
  });
}

export function personPage(session: DialogSession, { app, world }: SandboxState): Html {
  return stepPage(session, {
    step: 1,
    title: `Log in to ${app.name}`,
    lead: html`<strong>${app.name}</strong> asks to connect with your business. Who is logging in?`,
    body: html`
<form method="get" action="/dialog/session/${session.id}/business" class="choices">
  ${world.people.map(
    (person, index) => html`
  <button class="choice ${index === 0 && 'primary'}" name="person" value="${person.id}" data-testid="person-${person.id}">
    ${avatar(person.name, 'person')} <span>Continue as ${person.name}</span>
  </button>`,
  )}
</form>`,
  });
}

export function businessPage(session: DialogSession, { app, world }: SandboxState, person: Person): Html {
  const card = (business: Business, index: number) => html`
  <label class="choice">
    <input type="radio" name="business" value="${business.id}" data-testid="business-${business.id}" aria-label="${business.name}" ${index === 0 && html`checked`}>
    ${avatar(business.name, 'business')}
    <span class="choice-text"><strong>${business.name}</strong>
    <small>${plural(world.listWabas(business.id).length, 'WhatsApp account')} · ${business.id}</small></span>
  </label>`;
  return stepPage(session, {
    step: 2,
    title: 'Choose a business portfolio',
    lead: html`${person.name}, which of your portfolios should ${app.name} work with?`,
    body: html`
<form method="get" action="/dialog/session/${session.id}/accounts">
  <input type="hidden" name="person" value="${person.id}">
  <fieldset class="choices"><legend class="unseen">Business portfolio</legend>
  ${world.listBusinesses(person).map(card)}
  </fieldset>
  <div class="actions">
    <a class="button" href="/dialog/session/${session.id}/person" data-testid="back">Back</a>
    <button class="primary" data-testid="continue">Continue</button>
  </div>
</form>`,
  });
}

export const qualityWords = { GREEN: 'High', YELLOW: 'Medium', RED: 'Low', UNKNOWN: 'Not rated' } as const;

export const numberLine = (number: BusinessNumber) => html`
<li><span class="phone">${number.displayPhoneNumber}</span>
<span class="tags"><span class="tag ${number.qualityRating.toLowerCase()}">${qualityWords[number.qualityRating]}</span>${
  number.platformType === 'NOT_APPLICABLE' && html` <span class="tag">Not registered</span>`
}</span></li>`;

const shownNumbers = 4;

function numberLines(numbers: readonly BusinessNumber[]): Html {
  if (numbers.length === 0) return html`<p class="none">No number yet</p>`;
  const rest = numbers.slice(shownNumbers);
  return html`
<ul class="numbers">${numbers.slice(0, shownNumbers).map(numberLine)}</ul>
${rest.length > 0 && html`<details class="more"><summary>${rest.length} more</summary><ul class="numbers">${rest.map(numberLine)}</ul></details>`}`;
}

export interface AccountsStep {
  person: Person;
  business: Business;
  problem?: string | undefined;
}

export function accountsPage(session: DialogSession, state: SandboxState, step: AccountsStep): Html {
  const { app, world } = state;
  const { person, business, problem } = step;
  const wabas = world.listWabas(business.id);
  const card = (waba: Waba, index: number) => html`
  <div class="choice account">
    <label><input type="checkbox" name="waba" value="${waba.id}" data-testid="waba-${waba.id}" aria-label="${waba.name}" ${index === 0 && !problem && html`checked`}>
    <span class="choice-text"><strong>${waba.name}</strong><small>${waba.id} · ${plural(world.listNumbers(waba.id).length, 'number')}</small></span></label>
    ${numberLines(world.listNumbers(waba.id))}
  </div>`;
  return stepPage(session, {
    step: 3,
    title: 'Choose WhatsApp accounts',
    lead: html`Accounts of <strong>${business.name}</strong> that ${app.name} may use.`,
    body: html`
${problem && html`<p class="problem" role="alert" data-testid="problem">${problem}</p>`}
<form method="post" action="/dialog/session/${session.id}/accept">
  <input type="hidden" name="nonce" value="${session.nonce}">
  <input type="hidden" name="person" value="${person.id}">
  <input type="hidden" name="business" value="${business.id}">
  <fieldset class="choices"><legend class="unseen">WhatsApp accounts</legend>
  ${wabas.length === 0 ? html`<p class="none">This portfolio has no WhatsApp account.</p>` : wabas.map(card)}
  </fieldset>
  <h2>${app.name} will be able to</h2>
  <ul class="permissions">${session.request.scopes.map((scope) => html`<li>${permissionWords.get(scope) ?? scope}</li>`)}</ul>
  ${advancedOptions(session.request)}
  <div class="actions">
    <a class="button" href="/dialog/session/${session.id}/business?person=${person.id}" data-testid="back">Back</a>
    <button class="primary" data-testid="connect">Connect</button>
  </div>
</form>`,
  });
}

/** The script closes a popup; a tab that the person opened stays, hence the sentence. */
export function closedPage(): Html {
  return layout({
    title: 'Window closed',
    width: 'narrow',
    body: html`<section class="card window" data-testid="closed"><h1>You can close this tab</h1>
<p class="lead">You left without answering, so the app is told nothing.</p></section>
<script src="/__sandbox/assets/close.js"></script>`,
  });
}
