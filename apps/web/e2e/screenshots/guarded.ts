import { MongoClient } from 'mongodb';
import { appCode, forgetCodes, forgetProofs } from '../support/authenticator';
import { conversationRow, messageWith } from '../support/customers';
import { openChat, openColleague, openInbox } from '../support/inbox';
import { acceptAtMeta } from '../support/meta';
import { logIn, newPerson, signUp } from '../support/people';
import { world } from '../support/sandbox';
import { startTestStack } from '../support/stack';
import { STATUS } from '../support/test';
import type { Scene } from './camera';

const { harbour } = world;

/** Files that the virus scanner holds back or has not searched, those that came and those to be sent. */
export const scannedFiles: Scene = async ({ page, stack, customers, scanner, shoot }) => {
  // What is on its way is let through by Playwright itself, whatever headers a scene adds.
  await page.route('**/api/media/uploads', (route) => route.continue());
  await openInbox(page, stack);
  try {
    scanner.answer('stream: Example.Found FOUND');
    await customers.writes('ana', { type: 'image', caption: 'Our garden' });
    await customers.writes('ana', { type: 'document', filename: 'a-long-name-of-an-invoice-of-september.pdf' });
    await openChat(page, 'Ana Souza');
    await page.locator('[data-media=infected]').nth(1).waitFor();
    const file = { name: 'prices.pdf', mimeType: 'application/pdf', buffer: Buffer.from('%PDF-1.4\n%%EOF\n') };
    const chooser = page.getByLabel('Files to attach');
    await chooser.setInputFiles(file);
    await page.locator('[data-refused]').waitFor();
    scanner.answer('away');
    await customers.writes('ana', { type: 'image' });
    await page.locator('[data-media=unscanned]').waitFor();
    await chooser.setInputFiles({ ...file, name: 'prices-of-autumn.pdf' });
    await page.locator('[data-attachment=failed]').waitFor();
    await shoot(page, 'files-scanned', { fullPage: false });
  } finally {
    scanner.answer('by content');
  }
};

/** The one question for a fresh proof, some time after logging in, before each of what asks for it. */
export const freshProofs: Scene = async ({ page, stack, newPage, shoot }) => {
  const person = await signUp(page, { ...newPerson(), business: 'Acme Group' });
  await openColleague(page, await newPage());
  await logIn(await newPage(), person);
  await forgetProofs(stack);
  const asked = page.getByRole('dialog', { name: 'Confirm that it is you' });
  await page.goto('/dashboard/settings');
  await page.getByRole('button', { name: 'Sign out everywhere else' }).click();
  await asked.getByLabel('Your password', { exact: true }).fill(person.password);
  await shoot(page, 'proof-sessions', { fullPage: false });
  await asked.getByRole('button', { name: 'Confirm', exact: true }).click();
  await asked.waitFor({ state: 'hidden' });
  const password = page.getByLabel('Your password', { exact: true });
  await page.goto('/dashboard/settings?section=security');
  await page.getByRole('button', { name: 'Set up an app' }).click();
  const key = (await page.getByLabel('Key', { exact: true }).textContent()) ?? '';
  await page.getByLabel('Code', { exact: true }).fill(appCode(key));
  await page.getByRole('button', { name: 'Switch it on' }).click();
  await page.getByRole('button', { name: 'I have kept them' }).click();
  await forgetProofs(stack);
  await forgetCodes(stack);
  const code = asked.getByLabel('Code of your app');
  await page.getByRole('switch', { name: 'Owners need a second factor' }).click();
  await password.fill(person.password);
  await code.fill('000000');
  await code.press('Enter');
  await asked.getByText(/This code is not right/).waitFor();
  await shoot(page, 'proof-rule', { fullPage: false });
  await page.goto('/dashboard/settings');
  await page.getByLabel('New e-mail').fill(newPerson().email);
  await password.fill(person.password);
  await page.getByRole('button', { name: 'Change e-mail' }).click();
  await code.waitFor();
  await shoot(page, 'proof-email', { fullPage: false });
  await page.goto('/dashboard/settings?section=team');
  await page.getByRole('button', { name: 'Hand over…' }).click();
  await password.fill(person.password);
  await page.getByRole('button', { name: 'Hand the account over' }).click();
  await code.waitFor();
  await shoot(page, 'proof-hand-over', { fullPage: false });
};

/** What support staff see of the settings and of the numbers. */
export const supportStaff: Scene = async ({ page, stack, newPage, shoot }) => {
  await openInbox(page, stack);
  const colleague = await newPage();
  await openColleague(page, colleague);
  for (const section of ['security', 'business', 'numbers', 'team', 'audit']) {
    await colleague.goto(`/dashboard/settings?section=${section}`);
    await colleague.getByRole('heading', { level: 2 }).first().waitFor();
    await shoot(colleague, `support-${section}`);
  }
};

/** A database that hangs while somebody works, and again when they load the page. */
export const databaseAway: Scene = async ({ page, stack, customers, shoot }) => {
  await openInbox(page, stack);
  await customers.writes('ana', { type: 'text', body: 'Hello' });
  await conversationRow(page, 'Hello').waitFor();
  const { goOn } = stack.hangDatabase();
  try {
    await conversationRow(page, 'Hello').click();
    await page.getByText('The messages could not be loaded').waitFor();
    await shoot(page, 'database-away-inbox', { fullPage: false });
    await page.reload();
    await page.getByRole('heading', { name: 'Switchboard cannot reach its database' }).waitFor();
    await shoot(page, 'database-away', { fullPage: false });
  } finally {
    goOn();
  }
  // It comes back by itself.
  await messageWith(page, 'Hello').waitFor();
};

/** A search of the inbox that finds, and one that does not. */
export const searching: Scene = async ({ page, stack, customers, shoot }) => {
  await openInbox(page, stack);
  await customers.writes('ana', { type: 'text', body: 'Where is the courier?' });
  await customers.writes('ben', { type: 'text', body: 'Thank you' });
  await conversationRow(page, 'Thank you').waitFor();
  const search = page.getByRole('searchbox', { name: 'Search conversations' });
  await search.fill('courier');
  await conversationRow(page, 'Thank you').waitFor({ state: 'detached' });
  await shoot(page, 'search-found', { fullPage: false });
  await search.fill('nothing like this');
  await page.getByText('Nothing found').waitFor();
  await shoot(page, 'search-nothing', { fullPage: false });
};

/** A number that is saved and lacks something, on the first page and among the alerts. */
export const savedOnly: Scene = async ({ page, shoot }) => {
  await signUp(page, { ...newPerson(), business: 'Acme Group' });
  await page.goto(STATUS);
  await page.getByRole('button', { name: 'Connect WhatsApp' }).click();
  await acceptAtMeta(page, { portfolio: harbour.portfolio, wabas: [harbour.waba] });
  await page.getByRole('heading', { name: 'Your number is saved, not connected yet' }).waitFor();
  await page.goto('/dashboard');
  await page.getByText('Finish connecting WhatsApp').waitFor();
  await shoot(page, 'home-saved-only');
  const alert = page.getByText('Saved, not connected yet', { exact: true });
  const again = async () => {
    if (!(await alert.isVisible())) await page.getByRole('button', { name: /^Alerts/ }).click();
    await alert.waitFor();
  };
  await shoot(page, 'alert-saved-only', { fullPage: false, again });
};

/** Work that was given up, as the operator sees it. */
export const givenUp: Scene = async ({ page, stack, shoot }) => {
  const database = await MongoClient.connect(stack.mongodbUri);
  const mails = database.db().collection<{ _id: string }>('mails');
  const at = new Date();
  try {
    await mails.insertOne({
      ...{ _id: 'a mail', kind: 'confirm', email: 'ada@example.com', facts: {}, state: 'given_up' },
      ...{ dueAt: at, attempts: 9, createdAt: at, gaveUpAt: at },
    });
    await page.goto('/operator');
    await page.getByLabel('Token', { exact: true }).fill(stack.operatorToken);
    await page.getByRole('button', { name: 'Show the board' }).click();
    await page.getByRole('list', { name: 'Given up' }).waitFor();
    await shoot(page, 'operator-given-up');
  } finally {
    await mails.deleteOne({ _id: 'a mail' });
    await database.close();
  }
};

/** An installation that asks everybody for a second factor: what comes after signing up, and after setting one up. */
export const everybodyAsked: Scene = async ({ page, shoot }) => {
  const stack = await startTestStack({ settings: { SECOND_FACTOR: 'everyone' } });
  try {
    const person = newPerson();
    await page.goto(`${stack.web}/signup`);
    await page.getByLabel('Your name').fill(person.name);
    await page.getByLabel('E-mail').fill(person.email);
    await page.getByLabel('Password', { exact: true }).fill(person.password);
    await page.getByLabel(/business/i).fill(person.business);
    await page.locator('form button[type=submit]').click();
    await page.getByRole('heading', { name: 'Set up a second factor first' }).waitFor();
    await shoot(page, 'everybody-asked');
    await page.getByRole('button', { name: 'Set up an app' }).click();
    const key = (await page.getByLabel('Key', { exact: true }).textContent()) ?? '';
    await page.getByLabel('Code', { exact: true }).fill(appCode(key));
    await page.getByRole('button', { name: 'Switch it on' }).click();
    await page.getByRole('button', { name: 'I have kept them' }).click();
    await page.getByRole('button', { name: 'Go on to Switchboard' }).click();
    await page.getByRole('navigation', { name: 'Main' }).waitFor();
    await page.goto(`${stack.web}/dashboard/settings?section=security`);
    await page.getByText(/asks everybody for a second factor/).waitFor();
    await shoot(page, 'everybody-asked-rule');
    const answer = await page.request.post(`${stack.web}/api/auth/refresh`);
    const { token } = (await answer.json()) as { token: string };
    const invitation = await page.request.post(`${stack.web}/api/account/invitations`, {
      ...{ headers: { authorization: `Bearer ${token}` }, data: { role: 'support' } },
    });
    const { url } = (await invitation.json()) as { url: string };
    await page.context().clearCookies();
    await page.goto(url);
    await page.getByLabel('Your name').waitFor();
    await page.getByLabel('Your name').fill('Grace Hopper');
    await page.getByLabel('E-mail').fill(newPerson().email);
    await page.getByLabel('Password', { exact: true }).fill(newPerson().password);
    await page.locator('form button[type=submit]').click();
    await page.getByRole('heading', { name: 'Set up a second factor first' }).waitFor();
    await shoot(page, 'everybody-asked-invited');
  } finally {
    await stack.stop();
  }
};
