import { avatar, numberLine, plural } from '../dialog/dialog.pages.js';
import { permissionWords } from '../dialog/dialogRequest.js';
import { type Html, html } from '../html/html.js';
import { layout } from '../html/layout.js';
import type { SandboxState } from '../state/sandboxState.js';
import type { SignupSession } from '../state/signupSession.js';
import type { Business, BusinessNumber, Person, Waba } from '../state/world.js';
import { confirmOptions } from './confirmOptions.js';
import { nonceField, stepActions, stepPage, toPath } from './signupLayout.js';

/** The log-in before the steps: leaving here posts no message. */
export function personPage(session: SignupSession, { app, world }: SandboxState): Html {
  return layout({
    title: `Log in to ${app.name}`,
    width: 'narrow',
    body: html`
<section class="card window" data-testid="signup-window" data-step="LOGIN">
  <p class="steps">login</p>
  <h1>Log in to ${app.name}</h1>
  <p class="lead"><strong>${app.name}</strong> wants to set up WhatsApp with you. Who is logging in?</p>
  <form method="post" action="${toPath(session, 'person')}" class="choices">
    ${nonceField(session)}
    ${world.people.map(
      (person, index) => html`
    <button class="choice ${index === 0 && 'primary'}" name="person" value="${person.id}" data-testid="person-${person.id}">
      ${avatar(person.name, 'person')} <span>Continue as ${person.name}</span>
    </button>`,
    )}
  </form>
  <div class="dismissals"><form method="post" action="${toPath(session, 'leave')}">${nonceField(session)}
    <button class="quiet" data-testid="cancel">Cancel</button></form></div>
</section>`,
  });
}

export function businessPage(session: SignupSession, { app, world }: SandboxState, person: Person): Html {
  const card = (business: Business, index: number) => html`
  <label class="choice">
    <input type="radio" name="business" value="${business.id}" data-testid="business-${business.id}" aria-label="${business.name}" ${index === 0 && html`checked`}>
    ${avatar(business.name, 'business')}
    <span class="choice-text"><strong>${business.name}</strong>
    <small>${plural(world.listWabas(business.id).length, 'WhatsApp account')} · ${business.id}</small></span>
  </label>`;
  return stepPage(session, {
    step: 'BUSINESS_ACCOUNT_SELECTION',
    title: 'Choose a business portfolio',
    lead: html`${person.name}, which of your portfolios should ${app.name} work with?`,
    body: html`
<form method="post" action="${toPath(session, 'business')}">
  ${nonceField(session)}
  <fieldset class="choices"><legend class="unseen">Business portfolio</legend>${world.listBusinesses(person).map(card)}</fieldset>
  ${stepActions(session, 'person')}
</form>`,
  });
}

const phoneChoice = (waba: Waba, { id, displayPhoneNumber, verifiedName }: BusinessNumber, isFirst: boolean) => html`
<label class="tick"><input type="radio" name="account" value="${waba.id}:${id}" data-testid="number-${id}" aria-label="${displayPhoneNumber}" ${isFirst && html`checked`}>
<span class="phone">${displayPhoneNumber}</span> <small>${verifiedName}</small></label>`;

export function accountPage(
  session: SignupSession,
  { app, world }: SandboxState,
  business: Business,
  problem?: string,
): Html {
  const wabas = world.listWabas(business.id);
  const hasNumbers = wabas[0] !== undefined && world.listNumbers(wabas[0].id).length > 0;
  const card = (waba: Waba, index: number) => html`
  <fieldset class="choice account"><legend class="unseen">${waba.name}</legend>
    <p><strong>${waba.name}</strong> <small>${waba.id}</small></p>
    ${world.listNumbers(waba.id).map((number, place) => phoneChoice(waba, number, index === 0 && place === 0))}
    <label class="tick"><input type="radio" name="account" value="${waba.id}:new" data-testid="new-number-${waba.id}"> A new number</label>
    <label class="tick"><input type="radio" name="account" value="${waba.id}" data-testid="no-number-${waba.id}" ${index === 0 && !hasNumbers && html`checked`}> No number yet</label>
  </fieldset>`;
  return stepPage(session, {
    step: 'WABA_PHONE_PROFILE_PICKER',
    title: 'Choose a WhatsApp account and number',
    lead: html`Accounts of <strong>${business.name}</strong> that ${app.name} may use.`,
    problem,
    body: html`
<form method="post" action="${toPath(session, 'account')}">
  ${nonceField(session)}
  <div class="choices">${wabas.length === 0 ? html`<p class="none">This portfolio has no WhatsApp account.</p>` : wabas.map(card)}</div>
  ${stepActions(session, 'business')}
</form>`,
  });
}

export function profilePage(session: SignupSession, waba: Waba): Html {
  return stepPage(session, {
    step: 'WHATSAPP_BUSINESS_PROFILE_SETUP',
    title: 'Set up your WhatsApp Business profile',
    lead: 'Customers see this name. Meta reviews it.',
    body: html`
<form method="post" action="${toPath(session, 'profile')}">
  ${nonceField(session)}
  <p class="field"><label for="display_name">Display name</label>
  <input id="display_name" name="display_name" required maxlength="100" value="${session.choice.newNumber?.displayName ?? waba.name}" data-testid="display-name"></p>
  ${stepActions(session, 'account')}
</form>`,
  });
}

export function numberPage(session: SignupSession, problem?: string): Html {
  return stepPage(session, {
    step: 'PHONE_NUMBER_SETUP',
    title: 'Add your phone number',
    lead: 'A number that is not used with WhatsApp yet. Here any number will do; no SMS leaves this machine.',
    problem,
    body: html`
<form method="post" action="${toPath(session, 'number')}">
  ${nonceField(session)}
  <p class="field"><label for="phone">Phone number, with the country code</label>
  <input id="phone" name="phone" type="tel" required value="${session.choice.newNumber?.displayPhoneNumber ?? '+1 555-010-0090'}" data-testid="phone"></p>
  ${stepActions(session, 'profile')}
</form>`,
  });
}

export function verifyPage(session: SignupSession, problem?: string): Html {
  const number = session.choice.newNumber;
  return stepPage(session, {
    step: 'PHONE_NUMBER_VERIFICATION',
    title: 'Enter the code',
    lead: html`The SMS to <span class="phone">${number?.displayPhoneNumber}</span> says <strong data-testid="sms-code">${number?.verificationCode}</strong>.`,
    problem,
    body: html`
<form method="post" action="${toPath(session, 'verify')}">
  ${nonceField(session)}
  <p class="field"><label for="code">Code</label>
  <input id="code" name="code" inputmode="numeric" autocomplete="one-time-code" maxlength="10" data-testid="code"></p>
  <p><button class="quiet" name="skip" value="yes" data-testid="skip-verification">Verify later</button></p>
  ${stepActions(session, 'number')}
</form>`,
  });
}

export function bizAppPage(session: SignupSession, business: Business, numbers: readonly BusinessNumber[]): Html {
  return stepPage(session, {
    step: 'PHONE_NUMBER_SETUP',
    title: 'Connect your WhatsApp Business app',
    lead: html`Numbers of <strong>${business.name}</strong> that are used in the WhatsApp Business app. They stay in the app.`,
    body: html`
<form method="post" action="${toPath(session, 'app-number')}">
  ${nonceField(session)}
  <fieldset class="choices"><legend class="unseen">Number</legend>
  ${
    numbers.length === 0
      ? html`<p class="none" data-testid="no-app-number">None of them is.</p>`
      : numbers.map(
          ({ id, displayPhoneNumber, verifiedName }, index) => html`
  <label class="choice"><input type="radio" name="number" value="${id}" data-testid="number-${id}" aria-label="${displayPhoneNumber}" ${index === 0 && html`checked`}>
  <span class="choice-text"><strong class="phone">${displayPhoneNumber}</strong><small>${verifiedName}</small></span></label>`,
        )
  }
  </fieldset>
  ${stepActions(session, 'business')}
</form>`,
  });
}

/** Coexistence: the owner scans a code with the app. */
export function scanPage(session: SignupSession, number: BusinessNumber): Html {
  return stepPage(session, {
    step: 'PHONE_NUMBER_VERIFICATION',
    title: 'Scan with the WhatsApp Business app',
    lead: html`Open the app on the phone with <span class="phone">${number.displayPhoneNumber}</span> and scan the QR code. Here, a button does it.`,
    body: html`
<form method="post" action="${toPath(session, 'scan')}">
  ${nonceField(session)}
  <p class="tag">The QR code would be here</p>
  <label class="tick"><input type="checkbox" name="share_history" checked data-testid="share-history"> Share the chats of the last six months</label>
  ${stepActions(session, 'app-number', 'I’ve scanned it', 'scanned')}
</form>`,
  });
}

/** The permissions, and how the answer goes wrong. */
export function permissionsPage(session: SignupSession, state: SandboxState, waba: Waba): Html {
  const { request, choice } = session;
  const number = choice.numberId === null ? undefined : state.world.number(choice.numberId);
  const newNumber = choice.newNumber?.displayPhoneNumber;
  const numbers = number
    ? html`<ul class="numbers">${numberLine(number)}</ul>`
    : html`<p class="none">${newNumber ? `New: ${newNumber}` : 'No number'}</p>`;
  const back = request.isCoexistence ? 'scan' : newNumber ? 'verify' : 'account';
  return stepPage(session, {
    step: 'PERMISSIONS',
    title: `Let ${state.app.name} use your account`,
    lead: html`<strong>${waba.name}</strong> <small>${waba.id}</small>`,
    body: html`
<form method="post" action="${toPath(session, 'permissions')}">
  ${nonceField(session)}
  ${numbers}
  <ul class="permissions">${request.scopes.map((scope) => html`<li>${permissionWords.get(scope) ?? scope}</li>`)}</ul>
  ${confirmOptions(session, state, waba)}
  ${stepActions(session, back, 'Confirm', 'confirm')}
</form>`,
  });
}
