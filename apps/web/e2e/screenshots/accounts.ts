import { linkFor } from '../support/mailbox';
import { logIn, newPerson, signUp } from '../support/people';
import type { Scene } from './camera';

/** A password that was lost: the way to a new one, and a link that is used up. */
export const lostPassword: Scene = async ({ page, mailServer, shoot }) => {
  const person = await signUp(page, { ...newPerson(), business: 'Acme Group' });
  await page.context().clearCookies();
  await page.goto('/login');
  await page.getByRole('link', { name: 'Forgot your password?' }).click();
  await page.getByRole('heading', { name: 'Forgot your password?' }).waitFor();
  await shoot(page, 'lost-password');
  await page.getByLabel('E-mail').fill(person.email);
  await page.getByRole('button', { name: 'Send me a link' }).click();
  await page.getByRole('heading', { name: 'Look into your mailbox' }).waitFor();
  await shoot(page, 'lost-password-sent');
  const link = await linkFor(mailServer, person.email, /^Choose a new password/);
  await page.goto(link);
  const password = page.getByLabel('New password', { exact: true });
  await password.fill('password12');
  await page.getByRole('button', { name: 'Save new password' }).click();
  await page.getByText(/stolen ones|easy to guess/).waitFor();
  await shoot(page, 'lost-password-refused');
  await password.fill(`${person.password} again`);
  await page.getByRole('button', { name: 'Save new password' }).click();
  await page.getByRole('heading', { name: 'Your password was changed' }).waitFor();
  await shoot(page, 'lost-password-found');
  await page.goto('about:blank');
  await page.goto(link);
  await password.fill(`${person.password} once more`);
  await page.getByRole('button', { name: 'Save new password' }).click();
  await page.getByRole('heading', { name: 'This link was used already' }).waitFor();
  await shoot(page, 'lost-password-used');
};

/** Where one is signed in, the team, its invitations, and an address that waits to be confirmed. */
export const team: Scene = async ({ page, mailServer, newPage, shoot }) => {
  const person = await signUp(page, { ...newPerson(), business: 'Acme Group' });
  await page.goto('/dashboard');
  await page.getByRole('complementary', { name: 'Your e-mail' }).waitFor();
  await page.getByRole('heading', { name: 'Hello, Ada' }).waitFor();
  await shoot(page, 'home-unconfirmed');
  const other = await newPage();
  await logIn(other, person);
  await page.goto('/dashboard/settings');
  await page.getByRole('region', { name: 'Where you are signed in' }).getByRole('listitem').nth(1).waitFor();
  await shoot(page, 'profile-sessions');
  await page.goto('/dashboard/settings?section=team');
  const invited = newPerson('Grace Hopper');
  await page.getByLabel('Their e-mail').fill(invited.email);
  await page.getByRole('button', { name: 'Send invitation' }).click();
  const link = await linkFor(mailServer, invited.email, /^Join/);
  await shoot(page, 'team-invited');
  const colleague = await newPage();
  await colleague.goto(link);
  await colleague.getByLabel('Your name').waitFor();
  await shoot(colleague, 'invitation');
};
