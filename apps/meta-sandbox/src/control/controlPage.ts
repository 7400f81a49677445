import { type Html, html } from '../html/html.js';
import { layout } from '../html/layout.js';
import type { SandboxState } from '../state/sandboxState.js';
import { accountsSection } from './accountsSection.js';
import { isMetaDown } from './control.service.js';
import { conversationsSection, respondersSection } from './conversationSections.js';
import { callsSection, codesSection, tokensSection } from './evidenceSections.js';
import { faultsSection, settingsSection, weatherSection } from './faultSections.js';
import { breakagesSection, peopleSection } from './signupSections.js';
import { snapshot } from './snapshot.js';
import {
  accountEventsSection,
  deliveriesSection,
  webhookDialsSection,
  webhookTargetSection,
} from './webhookSections.js';

const sections = [
  ['faults', 'Faults'],
  ['webhook-check', 'Webhook address'],
  ['webhook-dials', 'Webhook faults'],
  ['conversation-acts', 'Conversations'],
  ['routing', 'Who answers'],
  ['account-events', 'Account events'],
  ['breakages', 'Break a connection'],
  ['callbacks', 'People and portfolios'],
  ['deliveries', 'Deliveries'],
  ['tokens', 'Tokens'],
  ['numbers', 'Accounts and numbers'],
  ['calls', 'Calls'],
] as const;

export function controlPage(state: SandboxState): Html {
  const seen = snapshot(state);
  return layout({
    title: 'Control',
    width: 'wide',
    body: html`
<div class="control">
  <header>
    <div><h1>Sandbox control</h1>
    <p>${seen.app.name}, app id <code>${seen.app.id}</code>. Everything is kept in memory; a reset brings back the first start.</p></div>
    <div class="row">
      <a class="button" href="/__sandbox/phone" data-testid="open-phone">Open a customer's phone</a>
      <a class="button" href="/__sandbox" data-testid="refresh">Refresh</a>
      <form method="post" action="/__sandbox/forms/reset"><button class="danger" data-testid="reset">Reset everything</button></form>
    </div>
  </header>
  <nav class="jump" aria-label="Sections">${sections.map(([id, words]) => html`<a href="#${id}">${words}</a>`)}</nav>
  <div class="columns">${weatherSection(isMetaDown(state), seen)}${settingsSection(seen)}</div>
  ${faultsSection(seen, state.faults.knownEdges)}
  ${webhookTargetSection(state)}
  ${webhookDialsSection(state)}
  ${conversationsSection(state)}
  ${respondersSection(state)}
  ${accountEventsSection(state)}
  ${breakagesSection(state)}
  ${peopleSection(state)}
  ${deliveriesSection(state)}
  <div class="columns">${tokensSection(seen)}${codesSection(seen)}</div>
  ${accountsSection(seen)}
  ${callsSection(state.calls.all())}
</div>`,
  });
}
