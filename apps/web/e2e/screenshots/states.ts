import type { Page } from '@playwright/test';
import { conversationRow, FIRST_NUMBER } from '../support/customers';
import { type Day, keepDays } from '../support/days';
import { connectNumbers, createApi } from '../support/inbox';
import { acceptAtMeta, denyAtMeta } from '../support/meta';
import { newPerson, signUp } from '../support/people';
import { world } from '../support/sandbox';
import type { Scene, Stage } from './camera';

const STATUS = '/dashboard/settings/whatsapp-oauth';
const { acme, bicycle, harbour, pine } = world;
const flowers = { portfolio: acme.portfolio, wabas: [acme.flowers.waba] };

async function begin({ page, stack }: Stage, ...wabaIds: string[]): Promise<void> {
  await signUp(page, { ...newPerson(), business: 'Acme Group' });
  if (wabaIds.length > 0) await connectNumbers(page, stack, wabaIds);
  await page.goto(STATUS);
}

const findCard = (page: Page, id: string) => page.locator(`[data-number="${id}"]`);
const bell = (page: Page) => page.getByRole('button', { name: /^Alerts/ });
const openBell = async (page: Page) => {
  if (!(await page.getByText('By e-mail as well').isVisible())) await bell(page).click();
  await page.getByText('By e-mail as well').waitFor();
};

export const alerts: Scene = async (stage) => {
  const { page, sandbox, shoot } = stage;
  await begin(stage);
  await bell(page).click();
  await page.getByText('Nothing yet').waitFor();
  await shoot(page, 'alerts-none', { fullPage: false, again: () => openBell(page) });
  await connectNumbers(page, stage.stack, [acme.flowers.wabaId]);
  await page.goto(STATUS);
  await findCard(page, FIRST_NUMBER).waitFor();
  // Connecting is no news to whoever did it, and looked at here all the same.
  await bell(page).click();
  await page.locator('[data-alert=connected]').nth(1).waitFor();
  await page.keyboard.press('Escape');
  for (const event of ['number_flagged', 'limit_raised', 'name_rejected', 'account_restricted', 'pin_changed']) {
    await sandbox.tells(event, FIRST_NUMBER);
  }
  await page.getByRole('button', { name: /^Alerts, [5-9] new/ }).waitFor();
  await shoot(page, 'alerts-unseen', { fullPage: false });
  await bell(page).click();
  await page.locator('[data-alert]').nth(4).waitFor();
  await shoot(page, 'alerts-list', { fullPage: false, again: () => openBell(page) });
};

export const history: Scene = async (stage) => {
  const { page, sandbox, shoot } = stage;
  await begin(stage);
  await page.goto(`${STATUS}/history`);
  await page.getByText('Nothing has happened yet').waitFor();
  await shoot(page, 'history-none');
  await page.goto(STATUS);
  await page.getByRole('button', { name: 'Connect WhatsApp' }).click();
  await denyAtMeta(page);
  await page.locator('[data-ending]').waitFor();
  await sandbox.fault('{waba}/subscribed_apps', { kind: 'error', code: 200 }, { method: 'POST', times: 'always' });
  await page.goto(STATUS);
  await page
    .getByRole('button', { name: /^(Connect|Start)/ })
    .first()
    .click();
  await acceptAtMeta(page, flowers);
  await page.locator('[data-ending]').waitFor();
  await sandbox.clearFaults();
  await connectNumbers(page, stage.stack, [acme.events.wabaId]);
  const api = await createApi(page);
  await api('/integrations/whatsapp/doctor', { phoneNumberIds: [acme.events.ids[0]] });
  await api('/integrations/whatsapp/disconnect', { phoneNumberIds: [acme.events.ids[0]], way: 'pause' });
  await api('/integrations/whatsapp/disconnect', { phoneNumberIds: [FIRST_NUMBER] });
  await page.goto(`${STATUS}/history`);
  await page.locator('[data-history]').nth(4).waitFor();
  for (const summary of await page.locator('summary').all()) await summary.click();
  await shoot(page, 'history');

  await page.goto('/dashboard/settings?section=audit');
  await page.locator('[data-audit]').first().waitFor();
  await shoot(page, 'audit', {
    again: async () => {
      await page.reload();
      await page.locator('[data-audit]:visible').first().waitFor();
    },
  });
  await page.getByLabel('Action').selectOption({ label: 'PIN shown' });
  await page.getByText('Nothing fits').waitFor();
  await shoot(page, 'audit-nothing');
  await page.getByLabel('Action').selectOption({ label: 'All actions' });
  await page.getByLabel('From').fill('2026-05-02');
  await page.getByLabel('To').fill('2026-05-01');
  await page.getByText('before the first day').waitFor();
  await shoot(page, 'audit-wrong-days');
};

export const operator: Scene = async (stage) => {
  const { page, stack, sandbox, shoot } = stage;
  await page.goto('/operator');
  await page.getByLabel('Token', { exact: true }).waitFor();
  await shoot(page, 'operator-token');
  await page.getByLabel('Token', { exact: true }).fill('a token that nobody has set, and long enough');
  await page.getByRole('button', { name: 'Show the board' }).click();
  await page.getByText('not accepted').waitFor();
  await shoot(page, 'operator-refused');
  await page.reload();
  await page.getByLabel('Token', { exact: true }).fill(stack.operatorToken);
  await page.getByRole('button', { name: 'Show the board' }).click();
  await page.getByText('Where they stopped').waitFor();
  await shoot(page, 'operator-first');

  const person = await stage.newPage();
  await signUp(person);
  for (const press of ['Connect WhatsApp', 'Start again', 'Connect again']) {
    await person.goto(STATUS);
    await person
      .getByRole('button', { name: press })
      .or(person.getByRole('button', { name: /^Connect/ }))
      .first()
      .click();
    await denyAtMeta(person);
    await person.locator('[data-ending]').waitFor();
  }
  await sandbox.fault('{waba}/subscribed_apps', { kind: 'error', code: 200 }, { method: 'POST', times: 'always' });
  await connectNumbers(person, stack, [acme.events.wabaId]);
  await sandbox.clearFaults();
  for (const wabaId of [acme.flowers.wabaId, bicycle.wabaId]) await connectNumbers(person, stack, [wabaId]);
  const waba = acme.flowers.wabaId;
  await sandbox.says(waba, 'account_update', { event: 'ACCOUNT_BECAME_PURPLE' });
  await sandbox.says(waba, 'account_update', { event: 'ACCOUNT_BECAME_PURPLE' });
  await sandbox.says(waba, 'weather_update', { event: 'IT_RAINS' });
  await stage.customers.failNext(139999);
  await stage.customers.idle();
  await page.reload();
  await page.getByLabel('Token', { exact: true }).fill(stack.operatorToken);
  await page.getByRole('button', { name: 'Show the board' }).click();
  await page.locator('[data-unknown]').nth(1).waitFor();
  await shoot(page, 'operator-board');
};

/** The app at Meta as it is before it is ready, and with a tick. */
export const metaApp: Scene = async ({ page, stack, sandbox, shoot }) => {
  await sandbox.changeApp({ privacyUrl: null, permissions: { whatsapp_business_management: 'live' } });
  await sandbox.changeApp({
    ownSystemUser: { businesses: [{ id: '1', name: 'Acme Inbox Ltd', verificationStatus: 'pending' }] },
  });
  await page.goto('/operator');
  await page.getByLabel('Token', { exact: true }).fill(stack.operatorToken);
  await page.getByRole('button', { name: 'Show the board' }).click();
  await page.locator('[data-check=privacy_page]').waitFor();
  await page.getByRole('button', { name: 'I looked, it is so: App published' }).click();
  await page.getByLabel('Your name').fill('Nora Jensen');
  await shoot(page, 'operator-tick', { fullPage: false });
  await page.getByRole('dialog').getByRole('button', { name: 'I looked, it is so' }).click();
  await page.getByText('Nora Jensen').waitFor();
  await shoot(page, 'operator-app');
};

export const publicPages: Scene = async ({ page, shoot }) => {
  for (const name of ['privacy', 'data-deletion']) {
    await page.goto(`/${name}`);
    await shoot(page, name);
  }
};

/** A month with a weekend rhythm, a dip in the quality and a limit that grows. */
const month: (Day | null)[] = Array.from({ length: 29 }, (_, index) => {
  if (index === 12) return null;
  const base = index % 7 > 4 ? 14 : 42;
  const received = base + ((index * 17) % 23);
  const sent = Math.round(received * 0.8) + (index % 5);
  const failed = index > 15 && index < 21 ? (index % 4) + 1 : 0;
  return {
    received,
    sent,
    delivered: sent - failed,
    failed,
    quality: index > 15 && index < 22 ? 'MEDIUM' : 'HIGH',
    messagingLimit: index < 8 ? 'TIER_1K' : 'TIER_10K',
  };
});

export const health: Scene = async (stage) => {
  const { page, stack, sandbox, shoot } = stage;
  await begin(stage, acme.flowers.wabaId);
  const section = findCard(page, FIRST_NUMBER);
  await section.getByRole('button', { name: /^Health/ }).click();
  await section.locator('.recharts-surface').nth(3).waitFor();
  await shoot(page, 'health-first-day');
  await keepDays(page, stack, FIRST_NUMBER, month);
  await sandbox.breaks('quality_low', FIRST_NUMBER);
  const api = await createApi(page);
  await api('/integrations/whatsapp/check', { phoneNumberIds: [FIRST_NUMBER] }).catch(() => undefined);
  await page.goto(STATUS);
  await section.getByRole('button', { name: /^Health/ }).click();
  await section.locator('.recharts-surface').nth(3).waitFor();
  await shoot(page, 'health');
  await section.getByText('The same as a table').click();
  await shoot(page, 'health-table');
};

export const deletion: Scene = async (stage) => {
  const { page, sandbox, shoot } = stage;
  await begin(stage, acme.flowers.wabaId);
  await stage.customers.writes('ana', { type: 'text', body: 'Hello' });
  await stage.customers.idle();
  const url = await sandbox.asksToDelete();
  const person = await stage.newPage();
  await person.goto(url);
  await person.locator('[data-deletion=deleting], [data-deletion=received]').waitFor();
  await shoot(person, 'deletion-under-way');
  await person.locator('[data-deletion=done]').waitFor();
  await shoot(person, 'deletion-done');
  await person.goto('/data-deletion/not-a-code');
  await person.locator('[data-ending]').waitFor();
  await shoot(person, 'deletion-unknown');
  await page.goto(`${STATUS}/history`);
  await page.locator('[data-history]').first().waitFor();
  await shoot(page, 'deletion-history');
};

export const resting: Scene = async (stage) => {
  const { page, sandbox, customers, shoot } = stage;
  await begin(stage, acme.flowers.wabaId);
  const api = await createApi(page);
  await api('/integrations/whatsapp/disconnect', { phoneNumberIds: [FIRST_NUMBER], way: 'pause' });
  await customers.writes('ana', { type: 'text', body: 'Hello' });
  await customers.idle();
  await page.goto(STATUS);
  await findCard(page, FIRST_NUMBER).getByText('Paused', { exact: true }).waitFor();
  await shoot(page, 'paused');
  await page.goto('/dashboard');
  await page.getByText('Your numbers').waitFor();
  await shoot(page, 'paused-home');

  await sandbox.onboards(bicycle.ids[0]);
  await sandbox.onboards(acme.events.ids[0], { sharesHistory: false });
  await sandbox.fault('{phone}/smb_app_data', { kind: 'error', code: 2, httpStatus: 500 }, { times: 1 });
  await connectNumbers(page, stage.stack, [acme.events.wabaId]);
  await connectNumbers(page, stage.stack, [bicycle.wabaId]);
  await page.goto(STATUS);
  await page
    .locator('[data-sync-state=done]')
    .nth(1)
    .waitFor({ timeout: 10_000 })
    .catch(() => undefined);
  await shoot(page, 'phone-app');
};

export const handover: Scene = async (stage) => {
  const { page, shoot, sandbox } = stage;
  await begin(stage);
  await page.getByRole('button', { name: 'Connect on another device' }).click();
  const link = await page.getByLabel('Link to send').inputValue();
  await shoot(page, 'handover-link', { fullPage: false });
  const other = await stage.newPage();
  await other.goto(link);
  await other.getByRole('button', { name: 'Connect WhatsApp' }).waitFor();
  await shoot(other, 'handover-page');
  await page.locator('[data-handover=opened]').waitFor();
  await shoot(page, 'handover-opened', { fullPage: false });
  await other.getByRole('button', { name: 'Connect WhatsApp' }).click();
  await page.locator('[data-handover=connecting]').waitFor();
  await sandbox.latency(400);
  await acceptAtMeta(other, flowers, false);
  await other.getByRole('heading', { name: 'Which numbers' }).waitFor();
  await shoot(other, 'handover-choice');
  await page.getByText('The numbers are being chosen').waitFor();
  await shoot(page, 'handover-choosing', { fullPage: false });
  await other.getByRole('button', { name: /^Connect \d/ }).click();
  await other.getByRole('heading', { name: /connected/ }).waitFor();
  await shoot(other, 'handover-done');
  await page.locator('[data-handover=done]').waitFor();
  await shoot(page, 'handover-done-here', { fullPage: false });
  const third = await stage.newPage();
  await third.goto(link);
  await third.locator('[data-ending]').waitFor();
  await shoot(third, 'handover-used');
};

export const pins: Scene = async (stage) => {
  const { page, sandbox, shoot } = stage;
  const [number] = harbour.ids;
  await sandbox.change(number, { codeVerificationStatus: 'NOT_VERIFIED' });
  await begin(stage, harbour.wabaId);
  const card = findCard(page, number);
  await card.waitFor();
  await shoot(page, 'pin-unregistered');
  const dialog = page.getByRole('dialog');
  await card
    .getByRole('button', { name: /^(Register|Verify)/ })
    .first()
    .click();
  if (await dialog.getByRole('button', { name: 'Register' }).isVisible()) {
    await dialog.getByRole('button', { name: 'Register' }).click();
  }
  await dialog.getByRole('button', { name: 'Send a text message' }).waitFor();
  await shoot(page, 'pin-verify', { fullPage: false });
  await dialog.getByRole('button', { name: 'Send a text message' }).click();
  await dialog.getByLabel('Code from Meta').fill('000000');
  await dialog.getByRole('button', { name: 'Verify' }).click();
  await dialog.getByRole('alert').waitFor();
  await shoot(page, 'pin-wrong-code', { fullPage: false });
  await dialog.getByLabel('Code from Meta').fill((await sandbox.number(number)).verificationCode ?? '');
  await dialog.getByRole('button', { name: 'Verify' }).click();
  await dialog.getByText('The number is verified').waitFor();
  await shoot(page, 'pin-register', { fullPage: false });
  await dialog.getByRole('button', { name: 'Register' }).click();
  await dialog.getByText('Meta took the registration').waitFor();
  await shoot(page, 'pin-registered', { fullPage: false });
  await dialog.getByRole('button', { name: 'Show PIN once' }).click();
  await shoot(page, 'pin-reveal', { fullPage: false });
  await dialog.getByRole('button', { name: 'Show PIN once' }).click();
  await page.getByTestId('pin').waitFor();
  await shoot(page, 'pin-shown', { fullPage: false });
  await page.getByRole('button', { name: 'I have kept it' }).click();
  await card.getByRole('button', { name: /^More for/ }).click();
  await shoot(page, 'pin-menu', { fullPage: false });
  await page.getByRole('menuitem', { name: 'Change PIN' }).click();
  await page.getByLabel('New PIN').fill('12');
  await page.getByRole('button', { name: 'Set new PIN' }).click();
  await page.getByText('A PIN has six digits.').waitFor();
  await shoot(page, 'pin-change', { fullPage: false });
  await dialog.getByRole('button', { name: 'Cancel' }).click();
  await sandbox.change(number, { pin: '424242' });
  await sandbox.breaks('deregistered', number);
  await card.getByRole('button', { name: /^Check now/ }).click();
  await card.getByRole('button', { name: 'Register', exact: true }).click();
  await dialog.getByRole('button', { name: 'Register' }).click();
  await dialog.getByText('Meta did not accept the PIN').waitFor();
  await shoot(page, 'pin-wrong', { fullPage: false });
};

export const doctor: Scene = async (stage) => {
  const { page, sandbox, shoot } = stage;
  await begin(stage, acme.flowers.wabaId);
  const card = findCard(page, FIRST_NUMBER);
  await card.waitFor();
  await sandbox.latency(2_000);
  await card.getByRole('button', { name: /^Check everything/ }).click();
  await card.locator('[data-doctor=running]').waitFor();
  await shoot(page, 'doctor-running');
  await sandbox.latency(0);
  await card.locator('[data-doctor=done]').waitFor();
  await shoot(page, 'doctor-fine');
  for (const breakage of ['deregistered', 'unsubscribed', 'name_declined', 'payment_problem']) {
    await sandbox.breaks(breakage, FIRST_NUMBER);
  }
  await card.getByRole('button', { name: /^Check everything/ }).click();
  await card.locator('[data-check=registration][data-verdict=bad]').waitFor();
  await shoot(page, 'doctor-problems');
  await sandbox.down(true);
  await card.getByRole('button', { name: /^Check everything/ }).click();
  await card.locator('[data-check=token][data-verdict=unknown]').waitFor();
  await shoot(page, 'doctor-unknown');
  await sandbox.down(false);
};

/** What happens beside all that: nothing to connect, and the way in for somebody who is not an owner. */
export const ways: Scene = async (stage) => {
  const { page, shoot } = stage;
  await begin(stage, pine.wabaId).catch(() => undefined);
  await page.goto(STATUS);
  await page.getByRole('button', { name: /Four questions/ }).click();
  await page.getByRole('dialog').waitFor();
  await shoot(page, 'ways-questions', { fullPage: false });
};

/** The two pictures of the README: `readme-inbox-1440-light` and `readme-status-1440-light`. */
export const readme: Scene = async (stage) => {
  const { page, customers, shoot } = stage;
  await begin(stage, acme.flowers.wabaId, acme.events.wabaId);
  const write = (name: string, body: string, minutesAgo: number) =>
    customers.writes(name, { type: 'text', body }, { at: Date.now() - minutesAgo * 60_000 });
  await write('frank', 'Are you open on Sunday?', 190);
  await write('layla', 'شكرا جزيلا', 96);
  await write('noor', 'Can I pick it up at five?', 52);
  await write(await customers.joins('Chloé Dubois'), 'Bonjour, vous livrez à Lyon ?', 31);
  await write('ben', 'The courier has not come yet', 12);
  await write('ana', 'Hello! Do you still have the white peonies for Saturday?', 9);
  await page.goto('/dashboard/chat');
  await conversationRow(page, 'Ana Souza').click();
  const field = page.getByRole('textbox', { name: 'Message', exact: true });
  const answer = async (text: string) => {
    await field.fill(text);
    await field.press('Enter');
    await page.locator('[data-status=delivered], [data-status=read]').filter({ hasText: text }).waitFor();
  };
  await answer('We do! Shall I keep twelve for you?');
  await customers.writes('ana', { type: 'text', body: 'Yes please. Twelve for the tables and one bouquet like this' });
  await customers.writes('ana', { type: 'image', caption: 'Something like this' });
  await page.locator('[data-media=waiting]').first().waitFor({ state: 'detached' });
  await customers.opens('ana');
  await answer('Lovely. They will be ready at nine.');
  await shoot(page, 'readme-inbox', { fullPage: false });

  await page.goto(STATUS);
  const card = findCard(page, FIRST_NUMBER);
  await card.getByRole('button', { name: /5 of 5 proven/ }).click();
  await shoot(page, 'readme-status', { fullPage: false });
};

/** Two free replies instead of a thousand: the third is billed. */
export const billing: Scene = async (stage) => {
  const { page, customers, shoot } = stage;
  await begin(stage, acme.flowers.wabaId);
  await customers.freeReplies(2);
  await customers.writes('ana', { type: 'text', body: 'Are you open on Sunday?' });
  await customers.idle();
  const api = await createApi(page);
  const { conversations } = await api<{ conversations: { id: string }[] }>('/conversations');
  const [conversation] = conversations;
  if (!conversation) throw new Error('the customer has no conversation');
  const answer = async (body: string) => {
    await api(`/conversations/${conversation.id}/messages`, {
      clientId: crypto.randomUUID(),
      type: 'text',
      text: body,
    });
    await customers.idle();
  };
  const card = findCard(page, FIRST_NUMBER);
  const openEvidence = async () => {
    await card.waitFor();
    if (!(await card.locator('[data-billing]').isVisible())) await card.getByText('Evidence:').click();
    await card.locator('[data-billing]').waitFor();
  };
  for (const body of ['Yes, from ten to four.', 'The shop is next to the station.']) await answer(body);
  await page.goto(STATUS);
  await openEvidence();
  await shoot(page, 'billing-free', { again: openEvidence });
  await answer('See you then.');
  await page.goto(STATUS);
  await openEvidence();
  await card.locator('[data-billing="used_up"]').waitFor();
  await shoot(page, 'billing-used-up', { again: openEvidence });
  await card.getByRole('button', { name: /Check everything/ }).click();
  await card.locator('[data-doctor="done"]').waitFor();
  await shoot(page, 'billing-doctor');
};
