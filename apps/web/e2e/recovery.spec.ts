import { expectAccessibleAnywhere } from './support/access';
import { linkFor } from './support/mailbox';
import { logIn, newPerson, signUp } from './support/people';
import { CHAT, expect, test } from './support/test';

const resetSubject = /^Choose a new password/;
const confirmSubject = /^Confirm your e-mail/;

test('a forgotten password is replaced by the link in a mail, once', async ({ page, mailServer, otherBrowser }) => {
  const person = await signUp(page);
  const elsewhere = await otherBrowser();
  await logIn(elsewhere, person);
  await elsewhere.goto('/dashboard');
  await expect(elsewhere.getByRole('heading', { name: 'Hello, Ada' })).toBeVisible();
  await page.context().clearCookies();

  await page.goto('/login');
  await page.getByRole('link', { name: 'Forgot your password?' }).click();
  await expect(page.getByRole('heading', { name: 'Forgot your password?' })).toBeVisible();
  await expectAccessibleAnywhere(page, 'forgot password');
  await page.getByLabel('E-mail').fill(person.email);
  await page.getByRole('button', { name: 'Send me a link' }).click();
  await expect(page.getByRole('heading', { name: 'Look into your mailbox' })).toBeVisible();
  await expect(page.getByText(/If somebody has signed up with/)).toBeVisible();
  await expectAccessibleAnywhere(page, 'link is on its way');

  const link = await linkFor(mailServer, person.email, resetSubject);
  const requests: string[] = [];
  page.on('request', (request) => requests.push(`${request.url()} ${request.headers().referer ?? ''}`));
  await page.goto(link);
  const password = page.getByLabel('New password', { exact: true });
  await password.fill('password12');
  await page.getByRole('button', { name: 'Save new password' }).click();
  await expect(page.getByText(/stolen ones|easy to guess/)).toBeVisible();
  await expect(password).toBeFocused();
  await expectAccessibleAnywhere(page, 'new password, refused');
  await password.fill(`${person.password} again`);
  await page.getByRole('button', { name: 'Save new password' }).click();
  await expect(page.getByRole('heading', { name: 'Your password was changed' })).toBeVisible();
  expect(page.url()).not.toContain('#');
  for (const request of requests) expect(request).not.toContain(link.split('#')[1]);

  await expect(elsewhere.getByText('You are signed out')).toBeVisible();
  await page.getByRole('link', { name: 'Log in' }).click();
  await page.getByLabel('E-mail').fill(person.email);
  await page.getByLabel('Password', { exact: true }).fill(`${person.password} again`);
  await page.getByRole('button', { name: 'Log in' }).click();
  await expect(page.getByRole('heading', { name: 'Hello, Ada' })).toBeVisible();

  await page.goto(link);
  await password.fill(`${person.password} once more`);
  await page.getByRole('button', { name: 'Save new password' }).click();
  await expect(page.getByRole('heading', { name: 'This link was used already' })).toBeVisible();
  await expectAccessibleAnywhere(page, 'link used');
  await page.goto('/reset-password#half-a-link');
  await expect(page.getByRole('heading', { name: 'This link does not work' })).toBeVisible();
});

test('an e-mail is confirmed from the bar that asks, and changed from the settings', async ({ page, mailServer }) => {
  const person = await signUp(page);
  await page.goto('/dashboard');
  const bar = page.getByRole('complementary', { name: 'Your e-mail' });
  await expect(bar).toContainText(person.email);
  await expectAccessibleAnywhere(page, 'home, e-mail not confirmed');
  await bar.getByRole('button', { name: 'Send it again' }).click();
  await expect(page.getByText('A new link is on its way')).toBeVisible();

  const mailbox = await page.context().newPage();
  await mailbox.goto(await linkFor(mailServer, person.email, confirmSubject));
  await mailbox.getByRole('button', { name: 'Confirm my e-mail' }).click();
  await expect(mailbox.getByRole('heading', { name: 'Your e-mail is confirmed' })).toBeVisible();
  await page.evaluate(() => window.dispatchEvent(new Event('focus')));
  await expect(bar).toHaveCount(0);

  const next = newPerson().email;
  await page.goto('/dashboard/settings');
  const section = page.getByRole('region', { name: 'E-mail' });
  await expect(section.getByText('Confirmed', { exact: true })).toBeVisible();
  await section.getByLabel('New e-mail').fill(next);
  await section.getByLabel('Your password', { exact: true }).fill('a guess');
  await section.getByRole('button', { name: 'Change e-mail' }).click();
  await expect(section.getByText('Your current password is not right')).toBeVisible();
  await section.getByLabel('Your password', { exact: true }).fill(person.password);
  await section.getByRole('button', { name: 'Change e-mail' }).click();
  await expect(bar).toContainText(next);
  await expectAccessibleAnywhere(page, 'settings, e-mail waits');
  await mailbox.goto(await linkFor(mailServer, next, confirmSubject));
  await mailbox.getByRole('button', { name: 'Confirm my e-mail' }).click();
  await expect(mailbox.getByText(next)).toBeVisible();
  await page.reload();
  await expect(section.getByText(next)).toBeVisible();
  await expect(bar).toHaveCount(0);
});

test('where one is signed in is listed, and ended one by one', async ({ page, otherBrowser }) => {
  const person = await signUp(page);
  const other = await otherBrowser();
  await logIn(other, person);
  await other.goto('/dashboard');
  await expect(other.getByText('Live updates on')).toBeVisible();
  await page.goto('/dashboard/settings');
  const section = page.getByRole('region', { name: 'Where you are signed in' });
  await expect(section.getByRole('listitem')).toHaveCount(2);
  await expect(section.getByText('Here', { exact: true })).toHaveCount(1);
  await expect(section.getByText(/network 10\.\d+\.\d+\.x/)).toHaveCount(2);
  await section.getByRole('button', { name: /^Sign out .* on/ }).click();
  await expect(section.getByRole('listitem')).toHaveCount(1);
  await expect(other.getByText('You are signed out')).toBeVisible();
});

test('a colleague is invited by mail, made an owner, and given the account', async ({
  page,
  mailServer,
  otherBrowser,
}) => {
  const person = await signUp(page);
  await page.goto('/dashboard/settings?section=team');
  await expect(page.getByText(/answers customers, and reconnects/i)).toBeVisible();
  const invited = newPerson('Grace Hopper');
  await page.getByLabel('Their e-mail').fill(invited.email);
  await page.getByRole('button', { name: 'Send invitation' }).click();
  const first = await linkFor(mailServer, invited.email, /^Join/);
  await page.getByRole('button', { name: `Send again to ${invited.email}` }).click();
  const link = await linkFor(mailServer, invited.email, /^Join/, [first]);
  await expectAccessibleAnywhere(page, 'team with an open invitation');

  const other = await otherBrowser();
  await other.goto(first);
  await expect(other.getByRole('heading', { name: 'This invitation does not work any more' })).toBeVisible();
  await other.goto('about:blank');
  await other.goto(link);
  await other.getByLabel('Your name').fill(invited.name);
  await other.getByLabel('E-mail').fill(invited.email);
  await other.getByLabel('Password', { exact: true }).fill(invited.password);
  await other.getByRole('button', { name: 'Join the team' }).click();
  await expect(other.getByRole('heading', { name: 'Hello, Grace' })).toBeVisible();

  await page.reload();
  await page.getByRole('button', { name: 'Change role of Grace Hopper' }).click();
  await page.getByRole('alertdialog').getByRole('button', { name: 'Make an owner' }).click();
  await expect(page.getByText('Grace Hopper: Owner')).toBeVisible();
  await page.getByRole('button', { name: 'Hand over…' }).click();
  const handOver = page.getByRole('region', { name: 'Hand the account over' });
  await handOver.getByLabel('Your password', { exact: true }).fill(person.password);
  await handOver.getByRole('button', { name: 'Hand the account over' }).click();
  await expect(page.getByText('Only an owner can invite or remove people.')).toBeVisible();
  await expect(page.getByRole('region', { name: 'Hand the account over' })).toHaveCount(0);
});

test('logging out leaves nothing half written behind, in any tab', async ({ page }) => {
  await signUp(page);
  await page.goto(CHAT);
  const keys = () => page.evaluate(() => Object.keys(localStorage).filter((key) => key.startsWith('switchboard')));
  await page.evaluate(() => {
    localStorage.setItem('switchboard:drafts:acc/usr', '{"cnv":"half written"}');
    localStorage.setItem('switchboard:preflight', '{}');
    return new Promise<void>((resolve) => {
      const opening = indexedDB.open('switchboard-kept', 1);
      opening.onsuccess = () => {
        opening.result.close();
        resolve();
      };
    });
  });
  expect((await keys()).length).toBeGreaterThan(1);
  const other = await page.context().newPage();
  await other.goto('/dashboard');
  await other.getByRole('button', { name: /^Your menu/ }).click();
  await other.getByRole('menuitem', { name: 'Log out' }).click();
  await expect(other).toHaveURL('/login');
  await expect(page.getByRole('heading', { name: 'Log in' })).toBeVisible();
  await expect.poll(keys).toEqual([]);
  const databases = () => page.evaluate(async () => (await indexedDB.databases()).map(({ name }) => name));
  await expect.poll(databases).toEqual([]);
});
